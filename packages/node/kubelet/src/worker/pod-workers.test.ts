/** Which pods get a worker, which are refused, and which count as holding resources of the node. */
import type { Node, Pod } from '@kubets/api';
import { silentLogger, VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../lifecycle/next.ts';
import type { PodWorkerParts } from './pod-worker.ts';
import { createPodWorkers } from './pod-workers.ts';

const node: Node = { metadata: { name: 'n' }, status: { allocatable: { cpu: '2', memory: '1Gi', pods: '3' } } };
const podOf = (uid: string, cpu: string, more: Partial<Pod> = {}): Pod => ({
  metadata: { uid, name: uid, namespace: 'default' },
  spec: { containers: [{ name: 'a', resources: { requests: { cpu } } }] },
  ...more,
});

function workers(self: () => Node | undefined = () => node) {
  const clock = new VirtualClock();
  const calls: string[] = [];
  const observation: Observation = { stopped: true, finished: false, statusIsFinal: false, deadlineExceeded: false };
  const parts: PodWorkerParts = {
    observe: async () => observation,
    sync: async ({ uid }) => {
      calls.push(`sync ${uid}`);
      return 'unchanged';
    },
    nextSyncMs: () => 60_000,
    killer: { killPod: async ({ metadata }, _, grace) => void calls.push(`kill ${metadata?.uid} ${grace}`) },
    cleaner: {
      collectGarbage: async () => undefined,
      cleanUp: async () => true,
      deleteObject: async () => undefined,
      removeRemains: async () => undefined,
    },
    reporter: { report: ({ uid, rejection }) => rejection && calls.push(`report ${uid} ${rejection.reason}`) },
    prober: { stop: () => undefined },
    recordEvent: (pod, _, type, reason, message) => calls.push(`${type} ${reason} ${pod.metadata?.uid}: ${message}`),
    clock,
    log: silentLogger,
  };
  const all = createPodWorkers({ parts, allocations: { allocated: (pod) => pod }, node: self });
  const settle = (): Promise<void> => clock.advance(0);
  return { workers: all, calls, settle, clock };
}

const active = (all: ReturnType<typeof workers>['workers']) => all.active().map(({ metadata }) => metadata?.uid);

describe('PodWorkers', () => {
  it('sync a pod that the node admits', async () => {
    const { workers: all, calls, settle } = workers();
    all.seen(podOf('u', '1'));
    await settle();
    expect([calls, active(all)]).toEqual([['sync u'], ['u']]);
  });

  it('refuse a pod for which there is no room: an event, and its status', async () => {
    const { workers: all, calls, settle } = workers();
    all.seen(podOf('u', '1500m'));
    all.seen(podOf('v', '1'));
    await settle();
    const numbers = 'requested: 1000, used: 1500, capacity: 2000';
    expect(calls).toEqual(
      expect.arrayContaining([
        `Warning OutOfcpu v: Node didn't have enough resource: cpu, ${numbers}`,
        'report v OutOfcpu',
        'sync u',
      ]),
    );
    expect([calls.includes('sync v'), active(all)]).toEqual([false, ['u']]);
  });

  it.each<[string, Partial<Pod>]>([
    ['has run here before', { status: { startTime: '2026-01-01T00:00:00Z' } }],
    ['is being deleted', { metadata: { uid: 'v', deletionTimestamp: '2026-01-01T00:00:00Z' } }],
    ['is over', { status: { phase: 'Failed' } }],
  ])('do not ask whether the node admits a pod that %s', async (_, more) => {
    const { workers: all, calls, settle } = workers();
    all.seen(podOf('u', '2'));
    all.seen(podOf('v', '2', more));
    await settle();
    expect(calls.some((call) => call.includes('OutOf'))).toBe(false);
  });

  it('admit every pod while the node does not know itself', async () => {
    const { workers: all, calls, settle } = workers(() => undefined);
    all.seen(podOf('u', '100'));
    await settle();
    expect(calls).toEqual(['sync u']);
  });

  it('do not count pods that are over or being stopped', async () => {
    const { workers: all, settle } = workers();
    all.seen(podOf('u', '2'));
    all.seen(podOf('over', '1', { status: { phase: 'Succeeded' } }));
    await settle();
    all.gone(podOf('u', '2'));
    await settle();
    expect(active(all)).toEqual([]);
  });

  it('end a pod that only the runtime has, with a second of grace, and let its worker go', async () => {
    const { workers: all, calls, settle } = workers();
    all.orphan({ uid: 'u', namespace: 'default', name: 'web' });
    all.orphan({ uid: 'u', namespace: 'default', name: 'web' });
    await settle();
    expect([calls, all.all()]).toEqual([['kill u 1'], []]);
  });

  it('wake one pod, or those of a namespace', async () => {
    const { workers: all, calls, settle } = workers();
    all.seen(podOf('u', '1'));
    all.seen(podOf('v', '1', { metadata: { uid: 'v', name: 'v', namespace: 'other' } }));
    await settle();
    calls.length = 0;
    all.wake('u');
    all.wake('unknown');
    await settle();
    expect(calls.splice(0)).toEqual(['sync u']);
    all.wakeNamespace('other');
    await settle();
    expect(calls).toEqual(['sync v']);
  });

  it('do nothing after close()', async () => {
    const { workers: all, calls, settle, clock } = workers();
    all.seen(podOf('u', '1'));
    await settle();
    await all.close();
    calls.length = 0;
    all.seen(podOf('v', '1'));
    all.orphan({ uid: 'w', namespace: 'default', name: 'w' });
    all.wake('u');
    await clock.advance(120_000);
    expect([calls, all.all().map(({ uid }) => uid)]).toEqual([[], ['u']]);
  });
});
