/** The order of pods in the scheduling queue, and when they are retried. */
import type { Pod } from '@kubets/api';
import { VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { defaultPlugins } from './profile.ts';
import { type QueuedPodInfo, SchedulingQueue } from './scheduling-queue.ts';

const pod = (name: string, priority = 0): Pod => ({ metadata: { name }, spec: { containers: [], priority } });
const refusedBy = (...plugins: readonly string[]): ReadonlySet<string> => new Set(plugins);

function queueOn(clock: VirtualClock): SchedulingQueue {
  return new SchedulingQueue(clock, defaultPlugins);
}
const taken = (queue: SchedulingQueue): QueuedPodInfo => {
  const entry = queue.pop();
  if (entry === undefined) throw new Error('nothing to take');
  return entry;
};

describe('SchedulingQueue', () => {
  it('SchedulingQueue.pop returns the highest priority first, then the oldest pod', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('old', pod('old'));
    await clock.advance(10);
    queue.add('new', pod('new'));
    queue.add('urgent', pod('urgent', 100));
    expect([queue.pop(), queue.pop(), queue.pop(), queue.pop()].map((entry) => entry?.key)).toEqual([
      'urgent',
      'old',
      'new',
      undefined,
    ]);
  });

  it('SchedulingQueue backs off 1 s, 2 s, 4 s and at most 10 s after errors', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    for (const wait of [1, 2, 4, 8, 10, 10]) {
      queue.addUnschedulable(taken(queue), refusedBy());
      await clock.advance(wait * 1000 - 1);
      expect(queue.pop()).toBeUndefined();
      await clock.advance(1);
      expect(queue.size.active).toBe(1);
    }
  });

  it('SchedulingQueue keeps an unschedulable pod until an event that its plugin has registered', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    queue.addUnschedulable(taken(queue), refusedBy('NodeResourcesFit'));
    await clock.advance(60_000);
    expect(queue.pop()).toBeUndefined();
    queue.moveAllToActiveOrBackoffQueue('pod', 'add');
    expect(queue.pop()).toBeUndefined();
    queue.moveAllToActiveOrBackoffQueue('pod', 'delete');
    expect(queue.pop()?.key).toBe('a');
  });

  it('SchedulingQueue counts an event that arrives during the scheduling cycle', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    const entry = taken(queue);
    queue.moveAllToActiveOrBackoffQueue('node', 'add');
    queue.addUnschedulable(entry, refusedBy('NodeResourcesFit'));
    await clock.advance(1_000);
    expect(queue.pop()?.key).toBe('a');
  });

  it('SchedulingQueue retries an unschedulable pod after five minutes without an event', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    queue.addUnschedulable(taken(queue), refusedBy('NodeName'));
    await clock.advance(300_000);
    expect(queue.pop()?.key).toBe('a');
  });

  it('SchedulingQueue.pop returns pods of the same priority in the order they were added', () => {
    const queue = queueOn(new VirtualClock());
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    for (const name of names) queue.add(name, pod(name));
    expect(names.map(() => queue.pop()?.key)).toEqual(names);
  });

  it('SchedulingQueue.pop returns a failed pod after pods of its priority that were added before it failed', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('first', pod('first'));
    const first = taken(queue);
    await clock.advance(10);
    queue.add('second', pod('second'));
    queue.addUnschedulable(first, refusedBy());
    await clock.advance(2_000);
    expect([queue.pop()?.key, queue.pop()?.key]).toEqual(['second', 'first']);
  });

  it.each<[string, string, 'node' | 'pod', 'add' | 'update' | 'delete', boolean]>([
    ['NodeResourcesFit requeues a pod', 'NodeResourcesFit', 'node', 'add', true],
    ['NodeResourcesFit requeues a pod', 'NodeResourcesFit', 'node', 'update', true],
    ['NodeResourcesFit requeues a pod', 'NodeResourcesFit', 'pod', 'delete', true],
    ['NodeResourcesFit requeues a pod', 'NodeResourcesFit', 'pod', 'update', true],
    ['NodeResourcesFit does not requeue a pod', 'NodeResourcesFit', 'node', 'delete', false],
    ['NodeResourcesFit does not requeue a pod', 'NodeResourcesFit', 'pod', 'add', false],
    ['TaintToleration requeues a pod', 'TaintToleration', 'node', 'update', true],
    ['TaintToleration does not requeue a pod', 'TaintToleration', 'pod', 'delete', false],
    ['NodeAffinity requeues a pod', 'NodeAffinity', 'node', 'update', true],
    ['NodeAffinity does not requeue a pod', 'NodeAffinity', 'pod', 'delete', false],
    ['NodeUnschedulable requeues a pod', 'NodeUnschedulable', 'node', 'update', true],
    ['NodePorts requeues a pod', 'NodePorts', 'pod', 'delete', true],
    ['NodePorts does not requeue a pod', 'NodePorts', 'node', 'update', false],
    ['NodeName requeues a pod', 'NodeName', 'node', 'add', true],
    ['NodeName does not requeue a pod', 'NodeName', 'node', 'update', false],
    ['an unknown plugin does not requeue a pod', 'Other', 'node', 'add', false],
  ])('SchedulingQueue.moveAllToActiveOrBackoffQueue: %s (%s: %s %s)', async (_, plugin, kind, change, wakes) => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    queue.addUnschedulable(taken(queue), refusedBy(plugin));
    queue.moveAllToActiveOrBackoffQueue(kind, change);
    expect(queue.pop()).toBeUndefined();
    await clock.advance(1_000);
    expect(queue.pop()?.key).toBe(wakes ? 'a' : undefined);
    queue.close();
    expect(clock.pending).toBe(0);
  });

  it.each<[string, Partial<Pod>, boolean]>([
    ['its tolerations', { spec: { containers: [], priority: 0, tolerations: [{ operator: 'Exists' }] } }, true],
    ['its labels', { metadata: { name: 'a', labels: { x: 'y' } } }, true],
    ['its generation', { metadata: { name: 'a', generation: 2 } }, true],
    ['its status only', { status: { phase: 'Pending' } }, false],
    ['its annotations only', { metadata: { name: 'a', annotations: { x: 'y' } } }, false],
  ])('SchedulingQueue.add requeues an unschedulable pod after a change of %s: %o', async (_, change, wakes) => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    queue.addUnschedulable(taken(queue), refusedBy('NodeResourcesFit'));
    queue.add('a', { ...pod('a'), ...change });
    await clock.advance(1_000);
    expect(queue.pop()?.key).toBe(wakes ? 'a' : undefined);
  });

  it('SchedulingQueue.add updates the priority of an active pod, and does not queue it twice', () => {
    const queue = queueOn(new VirtualClock());
    queue.add('a', pod('a', 1));
    queue.add('b', pod('b', 2));
    queue.add('a', pod('a', 3));
    expect(queue.size.active).toBe(2);
    expect([queue.pop()?.key, queue.pop()?.key, queue.pop()]).toEqual(['a', 'b', undefined]);
  });

  it('SchedulingQueue.ready resolves at once, with the next pod, or when the signal aborts, and leaves no listener', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = new Set<unknown>();
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners.add(args[1]);
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners.delete(args[1]);
      removeEventListener.apply(signal, args);
    };
    for (const name of ['a', 'b', 'c']) {
      const ready = queue.ready(signal);
      queue.add(name, pod(name));
      await ready;
      await queue.ready(signal);
      taken(queue);
    }
    expect(listeners.size).toBe(0);
    const ended = queue.ready(signal);
    controller.abort();
    await ended;
    await queue.ready(signal);
  });

  it.each([
    ['done', (queue: SchedulingQueue, old: QueuedPodInfo) => queue.done(old)],
    [
      'addUnschedulable',
      (queue: SchedulingQueue, old: QueuedPodInfo) => queue.addUnschedulable(old, refusedBy('NodeName')),
    ],
  ] as const)(
    'SchedulingQueue.%s of a deleted pod does not end the attempt of a new one of its name',
    async (_, end) => {
      const clock = new VirtualClock();
      const queue = queueOn(clock);
      queue.add('a', pod('a'));
      const old = taken(queue);
      queue.delete('a');
      queue.add('a', pod('a', 5));
      const next = taken(queue);
      end(queue, old);
      expect(queue.size.waiting).toBe(0);
      queue.addUnschedulable(next, refusedBy());
      await clock.advance(1_000);
      expect(queue.pop()?.pod.spec?.priority).toBe(5);
    },
  );

  it('SchedulingQueue.delete removes a pod from every queue', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    queue.delete('a');
    expect(queue.pop()).toBeUndefined();
    queue.add('b', pod('b'));
    const entry = taken(queue);
    queue.delete('b');
    queue.addUnschedulable(entry, refusedBy());
    await clock.advance(400_000);
    expect(queue.pop()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('SchedulingQueue.addUnschedulable requeues the latest version of the pod', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    const entry = taken(queue);
    queue.add('a', { ...pod('a'), spec: { containers: [], tolerations: [{ operator: 'Exists' }] } });
    queue.addUnschedulable(entry, refusedBy('TaintToleration'));
    await clock.advance(1_000);
    expect(queue.pop()?.pod.spec?.tolerations).toHaveLength(1);
  });
});
