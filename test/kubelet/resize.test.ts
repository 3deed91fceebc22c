/** In-place resize of containers: the status always agrees with the kernel. */
import { existsSync, readFileSync } from 'node:fs';
import { type Pod, pods } from '@kubets/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, whyNoContainers } from '../harness.ts';
import { isReady, TestNode } from './node.ts';

const why = whyNoContainers();
if (why !== undefined) console.log(`skipped: containers cannot run here (${why})`);

const main = { name: 'main', image: 'shell:1', command: ['sleep', '1000'] };
const cpu = (amount: string) => ({ requests: { cpu: amount }, limits: { cpu: amount } });

describe.skipIf(why !== undefined)('kubelet: an in-place resize', () => {
  let node: TestNode;
  beforeAll(async () => {
    // The plugin refuses an infeasible resize before the node sees it.
    node = await TestNode.start({ admission: { disable: ['PodResizeValidator'] } });
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
  });

  /** The CPU quota of the container or its pod, in microseconds for each 100 ms. */
  const quotaOf = (pod: Pod, ofPod = false): number => {
    const id = pod.status?.containerStatuses?.[0]?.containerID?.replace('containerd://', '') ?? '';
    const below = `kubets-${node.cluster}/kubepods/burstable/pod${pod.metadata?.uid}${ofPod ? '' : `/${id}`}`;
    const v2 = `/sys/fs/cgroup/${below}/cpu.max`;
    const text = readFileSync(existsSync(v2) ? v2 : `/sys/fs/cgroup/cpu/${below}/cpu.cfs_quota_us`, 'utf8');
    return Number(text.split(' ')[0]);
  };
  const resize = (name: string, amount: string) =>
    node.admin.patch(
      pods,
      { namespace: 'default', name },
      'strategic',
      { spec: { containers: [{ name: 'main', resources: cpu(amount) }] } },
      { subresource: 'resize' },
    );
  const given = (pod: Pod) => pod.status?.containerStatuses?.[0]?.resources?.limits?.cpu;
  const condition = (pod: Pod) => pod.status?.conditions?.find(({ type }) => type === 'PodResizePending');
  const run = (name: string, amount: string) => node.run(name, { containers: [{ ...main, resources: cpu(amount) }] });

  it('is performed in both directions without a restart', async () => {
    await run('resized', '200m');
    const before = await node.until('resized', isReady);
    expect([quotaOf(before), quotaOf(before, true)]).toEqual([20_000, 20_000]);
    for (const [amount, quota] of [
      ['400m', 40_000],
      ['100m', 10_000],
    ] as const) {
      await resize('resized', amount);
      const after = await node.until('resized', (pod) => given(pod) === amount);
      expect(quotaOf(after)).toBe(quota);
      await eventually(() => quotaOf(after, true) === quota, 'the limit of the pod');
      expect(after.status?.containerStatuses?.[0]?.allocatedResources).toEqual({ cpu: amount });
      expect(after.status?.containerStatuses?.[0]?.containerID).toBe(
        before.status?.containerStatuses?.[0]?.containerID,
      );
    }
  });

  it('is infeasible if it exceeds the node, and the status shows the actual resources', async () => {
    await run('infeasible', '200m');
    await node.until('infeasible', isReady);
    await resize('infeasible', '1000');
    const refused = await node.until('infeasible', (pod) => condition(pod) !== undefined);
    expect(condition(refused)).toMatchObject({
      status: 'True',
      reason: 'Infeasible',
      message: expect.stringMatching(/^Node didn't have enough capacity: cpu, requested: 1000000, capacity: \d+$/),
    });
    expect([given(refused), quotaOf(refused)]).toEqual(['200m', 20_000]);
    await node.stopKubelet();
    node.startKubelet();
    await node.kubelet.whenReady();
    const still = await node.until('infeasible', (pod) => condition(pod) !== undefined);
    expect([given(still), quotaOf(still)]).toEqual(['200m', 20_000]);
    await resize('infeasible', '300m');
    const after = await node.until('infeasible', (pod) => given(pod) === '300m');
    expect(quotaOf(after)).toBe(30_000);
    await node.until('infeasible', (pod) => condition(pod) === undefined);
  });

  it('is deferred while the node has no room', async () => {
    await run('first', '100m');
    await run('waiting', '100m');
    const pod = await node.until('waiting', isReady);
    await node.until('first', isReady);
    await resize('first', '1');
    await node.until('first', (each) => given(each) === '1');
    await resize('waiting', '1');
    const deferred = await node.until('waiting', (each) => condition(each) !== undefined);
    expect(condition(deferred)).toMatchObject({ status: 'True', reason: 'Deferred' });
    expect(quotaOf(pod)).toBe(10_000);
    await node.admin.delete(pods, { namespace: 'default', name: 'first' });
    const after = await node.until('waiting', (each) => given(each) === '1');
    expect(quotaOf(after)).toBe(100_000);
  });
});
