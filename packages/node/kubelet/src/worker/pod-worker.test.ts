/** The worker with parts that only note what they are asked to do: it carries out what the state machine decides. */
import type { Pod } from '@kubets/api';
import { type Logger, VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { type Observation, resyncPeriodMs, type SyncOutcome } from '../lifecycle/next.ts';
import { type NewPod, PodWorker, type PodWorkerParts } from './pod-worker.ts';

const pod: Pod = {
  metadata: { uid: 'u', namespace: 'default', name: 'web', generation: 1 },
  spec: { containers: [{ name: 'main' }], terminationGracePeriodSeconds: 30 },
  status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }] },
};
const deleted = (graceSeconds: number): Pod => ({
  ...pod,
  metadata: {
    ...pod.metadata,
    deletionTimestamp: '2026-01-01T00:00:00Z',
    deletionGracePeriodSeconds: graceSeconds,
  },
});

const nothing: Observation = { stopped: true, finished: false, statusIsFinal: false, deadlineExceeded: false };

/** Parts that note what they are asked to do. `hold`: the operations of this name end when they are told to. */
function createWorker(changes: Partial<NewPod> = {}) {
  const clock = new VirtualClock();
  const calls: string[] = [];
  const warnings: string[] = [];
  const held = new Map<string, () => void>();
  const hold = new Set<string>();
  const failing = new Set<string>();
  let observation = nothing;
  let outcome: SyncOutcome = 'unchanged';
  let syncing: AbortSignal | undefined;
  const call = async (name: string): Promise<void> => {
    calls.push(name);
    const [first = ''] = name.split(' ');
    if (hold.has(first)) await new Promise<void>((resolve) => held.set(name, resolve));
    if (failing.has(first)) throw new Error(`${first} failed`);
  };
  const log = { warn: (message: string) => warnings.push(message) } as unknown as Logger;
  const parts: PodWorkerParts = {
    observe: async (_, allocate) => {
      await call(allocate ? 'observe allocate' : 'observe');
      return observation;
    },
    sync: async (_, signal) => {
      syncing = signal;
      await call('sync');
      return outcome;
    },
    nextSyncMs: () => resyncPeriodMs,
    killer: { killPod: (_pod, _observed, graceSeconds) => call(`kill ${graceSeconds}`) },
    cleaner: {
      collectGarbage: () => call('collectGarbage'),
      cleanUp: async () => {
        await call('cleanUp');
        return true;
      },
      deleteObject: () => call('deleteObject'),
      removeRemains: () => call('removeRemains'),
    },
    reporter: {
      report: (_, { terminal, failureReason = '' }) => {
        calls.push(`report ${terminal ? 'terminal' : ''}${failureReason}`.trim());
        if (failing.has('report')) throw new Error('report failed');
      },
    },
    prober: { stop: (_, kinds = []) => calls.push(`stopProbes ${kinds.join(' ')}`) },
    recordEvent: (_pod, _container, type, reason) => calls.push(`event ${type} ${reason}`),
    clock,
    log,
  };
  const worker = new PodWorker({ pod, inApi: true, ...changes }, parts, (uid) => calls.push(`removed ${uid}`));
  const settle = (): Promise<void> => clock.advance(0);
  return {
    worker,
    clock,
    hold,
    held,
    failing,
    warnings,
    settle,
    see: (seen: Partial<Observation>) => {
      observation = { ...nothing, ...seen };
    },
    syncs: (result: SyncOutcome) => {
      outcome = result;
    },
    /** Whether the last sync was cancelled. */
    isCancelled: () => syncing?.aborted,
    /** What was done since the last question. */
    calls: () => calls.splice(0),
  };
}

describe('PodWorker', () => {
  it('does nothing before start()', async () => {
    const { worker, calls, settle } = createWorker();
    await settle();
    expect([calls(), worker.stage]).toEqual([[], 'sync']);
  });

  it('carries out operations one after the other until the pod waits', async () => {
    const { worker, calls, settle } = createWorker();
    worker.start();
    await settle();
    expect(calls()).toEqual(['observe allocate', 'report', 'sync', 'collectGarbage']);
  });

  it('syncs again after the wait, and at once when it is woken', async () => {
    const { worker, calls, clock, settle } = createWorker();
    worker.start();
    await settle();
    calls();
    await clock.advance(resyncPeriodMs - 1);
    expect(calls()).toEqual([]);
    await clock.advance(1);
    expect(calls()).toContain('sync');
    worker.wake();
    await settle();
    expect(calls()).toContain('sync');
    expect(clock.pending, 'the wait before is over').toBe(1);
  });

  it('update() ignores the echo of the status that the kubelet reported', async () => {
    const { worker, calls, settle } = createWorker();
    worker.start();
    await settle();
    calls();
    const echo: Pod = { ...pod, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } };
    worker.update(echo);
    await settle();
    expect([calls(), worker.pod]).toEqual([[], echo]);
    worker.update({ ...echo, metadata: { ...pod.metadata, labels: { a: 'b' } } });
    await settle();
    expect(calls()).toContain('sync');
  });

  it('leads a pod that is deleted to its removal', async () => {
    const { worker, calls, settle, see } = createWorker();
    worker.start();
    await settle();
    calls();
    see({ stopped: true });
    worker.update(deleted(7));
    await settle();
    expect(calls()).toEqual([
      'observe allocate',
      'report',
      'stopProbes liveness startup',
      'kill 7',
      'observe',
      'stopProbes liveness readiness startup',
      'report terminal',
      'report terminal',
      'cleanUp',
      'deleteObject',
    ]);
    worker.update(undefined);
    await settle();
    expect(calls()).toEqual(['observe', 'removeRemains', 'removed u']);
    expect(worker.stage).toBe('removed');
  });

  it('gives up a kill when the grace period gets shorter, and does not hear its end', async () => {
    const { worker, calls, hold, held, settle } = createWorker();
    hold.add('kill');
    worker.start();
    worker.update(deleted(600));
    await settle();
    expect(calls()).toContain('kill 600');
    worker.update(deleted(5));
    await settle();
    expect(calls()).toEqual(['observe', 'stopProbes liveness startup', 'kill 5']);
    held.get('kill 600')?.();
    await settle();
    expect(calls(), 'the kill that was given up').toEqual([]);
    held.get('kill 5')?.();
    await settle();
    expect(calls()).toContain('cleanUp');
  });

  it.each<[how: string, now: Pod | undefined]>([
    ['deleted', deleted(5)],
    ['removed from the API server', undefined],
  ])('cancels the sync under way when the pod is %s, and goes on with it after other changes', async (_, now) => {
    const { worker, calls, hold, held, settle, isCancelled } = createWorker();
    hold.add('sync');
    worker.start();
    await settle();
    worker.update({ ...pod, metadata: { ...pod.metadata, labels: { a: 'b' } } });
    worker.wake();
    expect(isCancelled()).toBe(false);
    worker.update(now);
    expect(isCancelled()).toBe(true);
    calls();
    held.get('sync')?.();
    await settle();
    expect(calls().filter((each) => /sync|kill/.test(each))).toEqual([now ? 'kill 5' : 'kill 1']);
  });

  it('logs a failed operation, and tries again after the wait', async () => {
    const { worker, calls, failing, warnings, clock, settle } = createWorker();
    failing.add('sync');
    worker.start();
    await settle();
    expect(warnings).toHaveLength(1);
    failing.clear();
    calls();
    await clock.advance(500);
    expect(calls()).toContain('collectGarbage');
  });

  it('takes a status that cannot be computed for a failure, and still ends the pod', async () => {
    const { worker, calls, failing, warnings, clock, settle } = createWorker();
    failing.add('report');
    worker.start();
    await settle();
    expect([calls(), warnings.length]).toEqual([['observe allocate', 'report'], 1]);
    worker.update(deleted(5));
    await clock.advance(10_000);
    expect(calls()).toContain('kill 5');
  });

  it('records an exceeded deadline, and reports it', async () => {
    const { worker, calls, settle, see } = createWorker();
    see({ deadlineExceeded: true });
    worker.start();
    await settle();
    expect(calls()).toEqual(
      expect.arrayContaining(['event Normal DeadlineExceeded', 'report DeadlineExceeded', 'kill 30']),
    );
  });

  it('creates nothing of a pod that was not admitted', async () => {
    const { worker, calls, settle } = createWorker({ rejection: { reason: 'OutOfcpu', message: 'm' } });
    expect(worker.stage).toBe('terminated');
    worker.start();
    await settle();
    expect(calls()).toEqual(['observe', 'report terminal', 'cleanUp']);
  });

  it('close() waits for the operation under way, a second at most, and begins no other', async () => {
    const { worker, calls, hold, held, clock, settle } = createWorker();
    hold.add('sync');
    worker.start();
    await settle();
    calls();
    let closed = 0;
    const closing = worker.close().then(() => closed++);
    await clock.advance(999);
    expect(closed).toBe(0);
    await clock.advance(1);
    await closing;
    held.get('sync')?.();
    worker.wake();
    await clock.advance(resyncPeriodMs);
    expect(calls()).toEqual([]);
  });
});
