/** Resizes as they are granted, deferred and refused, and what a kubelet knows of them that starts again. */
import type { Node, Pod } from '@kubets/api';
import { silentLogger } from '@kubets/base';
import type { ContainerStatus } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../host/memory-host.ts';
import { withResources } from '../pod/resize.ts';
import { createAllocations } from './allocations.ts';

const pod = (uid: string, cpu: string, memory = '64Mi'): Pod => ({
  metadata: { uid, name: uid },
  spec: {
    containers: [{ name: 'c', resources: { requests: { cpu, memory }, limits: { cpu, memory } } }, { name: 'plain' }],
  },
});
const node = { status: { allocatable: { cpu: '2', memory: '1Gi', pods: '10' } } } as Node;

function rig() {
  const { files } = createMemoryHost();
  let others: readonly Pod[] = [];
  const start = () =>
    createAllocations({
      files,
      paths: { rootDir: '/kubelet', logDir: '/logs' },
      log: silentLogger,
      node: () => node,
      others: () => others,
    });
  return {
    start,
    beside: (...pods: readonly Pod[]) => {
      others = pods;
    },
  };
}

describe('allocations', () => {
  it('take no property of all objects for the resources of a container', () => {
    const resources = { limits: { memory: '64Mi' } };
    const own: Pod = { spec: { containers: [{ name: 'constructor', resources }] } };
    expect(withResources(own, {}).spec?.containers[0]?.resources).toEqual(resources);
  });

  it.each<[string, Pod, readonly Pod[], object | undefined]>([
    ['room', pod('a', '1900m'), [], undefined],
    ['less', pod('a', '100m'), [pod('b', '1500m')], undefined],
    [
      'no room now',
      pod('a', '1'),
      [pod('b', '1500m')],
      {
        reason: 'Deferred',
        message: "Node didn't have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000",
      },
    ],
    [
      'never room',
      pod('a', '1000'),
      [],
      { reason: 'Infeasible', message: "Node didn't have enough capacity: cpu, requested: 1000000, capacity: 2000" },
    ],
    [
      'never memory',
      pod('a', '1', '2Gi'),
      [],
      {
        reason: 'Infeasible',
        message: "Node didn't have enough capacity: memory, requested: 2147483648, capacity: 1073741824",
      },
    ],
  ])('%s', async (_, desired, others, pending) => {
    const { start, beside } = rig();
    const allocations = start();
    await allocations.decide(pod('a', '500m'));
    beside(...others);
    await allocations.decide(desired);
    expect(allocations.pending('a')).toEqual(pending);
    expect(allocations.allocated(desired)).toEqual(pending ? pod('a', '500m') : desired);
  });

  it('are granted once there is room, or what was asked for is taken back', async () => {
    const { start, beside } = rig();
    const allocations = start();
    await allocations.decide(pod('a', '500m'));
    beside(pod('b', '1500m'));
    await allocations.decide(pod('a', '1'));
    expect(allocations.pending('a')?.reason).toBe('Deferred');
    await allocations.decide(pod('a', '500m'));
    expect(allocations.pending('a')).toBeUndefined();
    await allocations.decide(pod('a', '1'));
    beside();
    await allocations.decide(pod('a', '1'));
    expect(allocations.pending('a')).toBeUndefined();
    expect(allocations.allocated(pod('a', '1'))).toEqual(pod('a', '1'));
  });

  it('are known to the next kubelet, with what containers were given', async () => {
    const { start } = rig();
    const before = start();
    await before.decide(pod('a', '500m'));
    const given = { requests: { cpu: '500m' } };
    await before.noteActuated('a', { name: 'c', id: 'old' }, { requests: { cpu: '1m' } });
    await before.noteActuated('a', { name: 'c', id: 'x' }, given);
    const after = start();
    await after.decide(pod('a', '1000'));
    expect(after.pending('a')?.reason).toBe('Infeasible');
    expect(after.allocated(pod('a', '1000'))).toEqual(pod('a', '500m'));
    expect([after.actuated('a', 'x'), after.actuated('a', 'old')]).toEqual([given, undefined]);
  });

  it("hold a pod's cgroup open for what its containers have, and for what they are to have", async () => {
    const { start } = rig();
    const allocations = start();
    const both = (cpu: string, memory: string): Pod => ({
      metadata: { uid: 'a' },
      spec: { containers: [{ name: 'c', resources: { requests: { cpu, memory }, limits: { cpu, memory } } }] },
    });
    await allocations.decide(both('500m', '64Mi'));
    await allocations.noteActuated('a', { name: 'c', id: 'x' }, { limits: { cpu: '1', memory: '32Mi' } });
    const running = { sandboxes: [], containers: [{ id: 'x', name: 'c', state: 'running' } as ContainerStatus] };
    expect(allocations.cgroupLimits(both('500m', '64Mi'), running)).toMatchObject({
      cpuQuota: 100_000,
      memoryBytes: 64 * 1024 * 1024,
    });
    await allocations.noteActuated('a', { name: 'c', id: 'x' }, { limits: { cpu: '500m', memory: '64Mi' } });
    expect(allocations.cgroupLimits(both('500m', '64Mi'), running).cpuQuota).toBe(50_000);
  });
});
