/** Regression tests of simulated nodes for failures that the simulator found. */
import { nodes, type Pod, pods } from '@kubets/api';
import { seededRandom, silentLogger } from '@kubets/base';
import { createSimulatedNodes } from '@kubets/simulated-nodes';
import { expect, it } from 'vitest';
import { testCluster } from './test-cluster.ts';

const isReady = (object: { readonly status?: { readonly conditions?: readonly object[] } }): boolean =>
  (object.status?.conditions ?? []).some(
    (each) => 'type' in each && each.type === 'Ready' && JSON.stringify(each).includes('"True"'),
  );

it('a node reports Ready after it was considered lost', async () => {
  await using cluster = await testCluster();
  const { client } = cluster;
  const conditions = [{ type: 'Ready', status: 'Unknown' }];
  const ref = { name: 'simulated-0' };
  await client.patch(nodes, ref, 'strategic', { status: { conditions } }, { subresource: 'status' });
  expect(isReady(await client.get(nodes, ref))).toBe(false);
  await cluster.until(async () => isReady(await client.get(nodes, ref)), 'the node to be ready again', 15);
});

it('a restarted node does not assign the address of a pod to another one', async () => {
  await using cluster = await testCluster({ nodes: 0 });
  const { client, clock } = cluster;
  const podOn = (name: string): Pod => ({
    metadata: { name, namespace: 'default' },
    spec: { nodeName: 'simulated-0', containers: [{ name: 'c', image: 'i' }] },
  });
  const address = async (name: string): Promise<string | undefined> =>
    (await client.get(pods, { namespace: 'default', name })).status?.podIP;
  const addresses = new Set<string | undefined>();
  for (const name of ['z-first', 'a-second']) {
    const stop = new AbortController();
    const running = createSimulatedNodes({
      count: 1,
      client,
      clock,
      random: seededRandom(1),
      log: silentLogger,
    }).run(stop.signal);
    // The new pod comes first in lists, where an address was given before the others were known.
    await client.create(pods, podOn(name));
    await cluster.until(async () => (await address(name)) !== undefined, 'an address');
    addresses.add(await address(name));
    stop.abort();
    await running;
  }
  expect(addresses.size).toBe(2);
});
