/** The endpoints of the kubernetes Service, as API servers start, stop and crash. */
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
  it('includes all live ones, and soon none that stopped or crashed', async () => {
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
    // The second one crashes: it does not remove its key, whose lease expires.
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

  it.each([
    ['a loopback address', '{"address":"127.0.0.1","port":6443}'],
    ['no address', '{"port":6443}'],
    ['an address that is not a string', '{"address":["192.0.2.9"],"port":6443}'],
    ['a port out of range', '{"address":"192.0.2.9","port":70000}'],
    ['null', 'null'],
    ['no JSON', '{"address":'],
  ])('includes the others if one has written %s', async (_, text) => {
    const clock = new VirtualClock();
    const store = createMemoryStore({ clock });
    const put = { type: 'put', key: '/registry/masterleases/bad', value: new TextEncoder().encode(text) } as const;
    await store.commit({ expect: [], apply: [put] });
    const bootstrap = { advertiseAddress: '192.0.2.1', port: 6443, shared: true };
    const server = await testCluster({ clock, store, bootstrap });
    expect(await published(server)).toEqual(['kubernetes 192.0.2.1:6443']);
    await server.close();
    await store[Symbol.asyncDispose]();
  });

  it('has a slice for each address family', async () => {
    const clock = new VirtualClock();
    const store = createMemoryStore({ clock });
    const start = (advertiseAddress: string): Promise<TestCluster> =>
      testCluster({ clock, store, bootstrap: { advertiseAddress, port: 6443, shared: true } });
    const first = await start('192.0.2.1');
    const second = await start('2001:db8::1');
    expect(await published(second)).toEqual(['kubernetes 192.0.2.1:6443', 'kubernetes-ipv6 2001:db8::1:6443']);
    await second.close();
    await first.close();
    await store[Symbol.asyncDispose]();
  });

  it('refuses its own address if it is not allowed in endpoints, before it writes anything', async () => {
    const clock = new VirtualClock();
    const store = createMemoryStore({ clock });
    const starting = testCluster({
      clock,
      store,
      bootstrap: { advertiseAddress: '127.0.0.1', port: 6443, shared: true },
    });
    await expect(starting).rejects.toThrow('127.0.0.1 is a loopback address');
    expect((await store.list({ prefix: '/registry/masterleases/' })).entries).toEqual([]);
    await store[Symbol.asyncDispose]();
  });
});
