/** Which API servers the kubernetes Service leads to, as they come, stop and die. */
import { VirtualClock } from '@kubets/base';
import { createMemoryStore } from '@kubets/storage';
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';

const slices = 'GET /apis/discovery.k8s.io/v1/namespaces/default/endpointslices';

async function published(cluster: TestCluster): Promise<readonly string[]> {
  const { body } = await cluster.call(slices);
  const items = body.items as unknown as readonly {
    readonly metadata: { readonly name: string };
    readonly endpoints: readonly { readonly addresses: readonly string[] }[];
    readonly ports: readonly { readonly port: number }[];
  }[];
  return items.flatMap(({ metadata, endpoints, ports }) =>
    endpoints.map(({ addresses }) => `${metadata.name} ${addresses[0]}:${ports[0]?.port}`),
  );
}

describe('the kubernetes Service of several servers', () => {
  it('leads to all that live, and soon to none that stopped or died', async () => {
    const clock = new VirtualClock();
    const store = createMemoryStore({ clock });
    const start = (advertiseAddress: string, port = 6443): Promise<TestCluster> =>
      testCluster({ clock, store, bootstrap: { advertiseAddress, port, shared: true } });
    const first = await start('192.0.2.1');
    const second = await start('192.0.2.2');
    const third = await start('192.0.2.2', 7443);
    const all = ['kubernetes 192.0.2.1:6443', 'kubernetes 192.0.2.2:6443', 'kubernetes-7443 192.0.2.2:7443'];
    expect(await published(first)).toEqual(all);
    await clock.advance(60_000);
    expect(await published(second)).toEqual(all);
    await third.close();
    expect(await published(first)).toEqual(all.slice(0, 2));
    // The second dies: it never says so, and its key runs out.
    await second.close();
    const value = new TextEncoder().encode(JSON.stringify({ address: '192.0.2.2', port: 6443 }));
    const key = '/registry/masterleases/192.0.2.2:6443';
    await store.commit({ expect: [], apply: [{ type: 'put', key, value, leaseSeconds: 15 }] });
    await clock.advance(10_000);
    expect(await published(first)).toEqual(all.slice(0, 2));
    await clock.advance(20_000);
    expect(await published(first)).toEqual(all.slice(0, 1));
    await first.close();
    await store[Symbol.asyncDispose]();
  });
});
