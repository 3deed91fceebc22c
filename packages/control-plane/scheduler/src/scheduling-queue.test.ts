/** When a pod is tried again. */
import type { Pod } from '@kubets/api';
import { VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { defaultPlugins } from './profile.ts';
import { type QueuedPod, SchedulingQueue } from './scheduling-queue.ts';

const pod = (name: string, priority = 0): Pod => ({ metadata: { name }, spec: { containers: [], priority } });
const refusedBy = (...plugins: readonly string[]): ReadonlySet<string> => new Set(plugins);

function queueOn(clock: VirtualClock): SchedulingQueue {
  return new SchedulingQueue(clock, defaultPlugins);
}
const taken = (queue: SchedulingQueue): QueuedPod => {
  const entry = queue.take();
  if (entry === undefined) throw new Error('nothing to take');
  return entry;
};

describe('the scheduling queue', () => {
  it('gives the highest priority first, then the oldest', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('old', pod('old'));
    await clock.advance(10);
    queue.add('new', pod('new'));
    queue.add('urgent', pod('urgent', 100));
    expect([queue.take(), queue.take(), queue.take(), queue.take()].map((entry) => entry?.key)).toEqual([
      'urgent',
      'old',
      'new',
      undefined,
    ]);
  });

  it('backs off 1 s, 2 s, 4 s and at most 10 s after errors', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    for (const wait of [1, 2, 4, 8, 10, 10]) {
      queue.failed(taken(queue), refusedBy());
      await clock.advance(wait * 1000 - 1);
      expect(queue.take()).toBeUndefined();
      await clock.advance(1);
      expect(queue.size.active).toBe(1);
    }
  });

  it('sets a refused pod aside until a change that its plugin waits for', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    queue.failed(taken(queue), refusedBy('NodeResourcesFit'));
    await clock.advance(60_000);
    expect(queue.take()).toBeUndefined();
    queue.clusterChanged('pod', 'add');
    expect(queue.take()).toBeUndefined();
    queue.clusterChanged('pod', 'delete');
    expect(queue.take()?.key).toBe('a');
  });

  it('does not miss a change that came while the pod was being tried', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    const entry = taken(queue);
    queue.clusterChanged('node', 'add');
    queue.failed(entry, refusedBy('NodeResourcesFit'));
    await clock.advance(1_000);
    expect(queue.take()?.key).toBe('a');
  });

  it('tries a pod set aside again after five minutes in any case', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    queue.failed(taken(queue), refusedBy('NodeName'));
    await clock.advance(300_000);
    expect(queue.take()?.key).toBe('a');
  });

  it('SchedulingQueue.take gives pods of one priority and one instant in the order they came', () => {
    const queue = queueOn(new VirtualClock());
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    for (const name of names) queue.add(name, pod(name));
    expect(names.map(() => queue.take()?.key)).toEqual(names);
  });

  it('SchedulingQueue.take gives a pod that failed after those of its priority that came before it failed', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('first', pod('first'));
    const first = taken(queue);
    await clock.advance(10);
    queue.add('second', pod('second'));
    queue.failed(first, refusedBy());
    await clock.advance(2_000);
    expect([queue.take()?.key, queue.take()?.key]).toEqual(['second', 'first']);
  });

  it.each<[string, string, 'node' | 'pod', 'add' | 'update' | 'delete', boolean]>([
    ['NodeResourcesFit wakes', 'NodeResourcesFit', 'node', 'add', true],
    ['NodeResourcesFit wakes', 'NodeResourcesFit', 'node', 'update', true],
    ['NodeResourcesFit wakes', 'NodeResourcesFit', 'pod', 'delete', true],
    ['NodeResourcesFit wakes', 'NodeResourcesFit', 'pod', 'update', true],
    ['NodeResourcesFit sleeps on', 'NodeResourcesFit', 'node', 'delete', false],
    ['NodeResourcesFit sleeps on', 'NodeResourcesFit', 'pod', 'add', false],
    ['TaintToleration wakes', 'TaintToleration', 'node', 'update', true],
    ['TaintToleration sleeps on', 'TaintToleration', 'pod', 'delete', false],
    ['NodeAffinity wakes', 'NodeAffinity', 'node', 'update', true],
    ['NodeAffinity sleeps on', 'NodeAffinity', 'pod', 'delete', false],
    ['NodeUnschedulable wakes', 'NodeUnschedulable', 'node', 'update', true],
    ['NodePorts wakes', 'NodePorts', 'pod', 'delete', true],
    ['NodePorts sleeps on', 'NodePorts', 'node', 'update', false],
    ['NodeName wakes', 'NodeName', 'node', 'add', true],
    ['NodeName sleeps on', 'NodeName', 'node', 'update', false],
    ['an unknown plugin sleeps on', 'Other', 'node', 'add', false],
  ])('SchedulingQueue.clusterChanged: a pod that %s (%s: %s %s)', async (_, plugin, kind, change, wakes) => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    queue.failed(taken(queue), refusedBy(plugin));
    queue.clusterChanged(kind, change);
    expect(queue.take()).toBeUndefined();
    await clock.advance(1_000);
    expect(queue.take()?.key).toBe(wakes ? 'a' : undefined);
    queue.close();
    expect(clock.pending).toBe(0);
  });

  it.each<[string, Partial<Pod>, boolean]>([
    ['its tolerations', { spec: { containers: [], priority: 0, tolerations: [{ operator: 'Exists' }] } }, true],
    ['its labels', { metadata: { name: 'a', labels: { x: 'y' } } }, true],
    ['its generation', { metadata: { name: 'a', generation: 2 } }, true],
    ['its status only', { status: { phase: 'Pending' } }, false],
    ['its annotations only', { metadata: { name: 'a', annotations: { x: 'y' } } }, false],
  ])('SchedulingQueue.add wakes a pod set aside by a change of %s: %o', async (_, change, wakes) => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    queue.failed(taken(queue), refusedBy('NodeResourcesFit'));
    queue.add('a', { ...pod('a'), ...change });
    await clock.advance(1_000);
    expect(queue.take()?.key).toBe(wakes ? 'a' : undefined);
  });

  it('SchedulingQueue.add gives a pod that waits to be tried its new priority, and does not queue it twice', () => {
    const queue = queueOn(new VirtualClock());
    queue.add('a', pod('a', 1));
    queue.add('b', pod('b', 2));
    queue.add('a', pod('a', 3));
    expect(queue.size.active).toBe(2);
    expect([queue.take()?.key, queue.take()?.key, queue.take()]).toEqual(['a', 'b', undefined]);
  });

  it('SchedulingQueue.ready resolves at once, at the next pod, or at the end; and leaves no listener', async () => {
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
    ['done', (queue: SchedulingQueue, old: QueuedPod) => queue.done(old)],
    ['failed', (queue: SchedulingQueue, old: QueuedPod) => queue.failed(old, refusedBy('NodeName'))],
  ] as const)(
    'SchedulingQueue.%s of a deleted pod does not end the attempt of a new one of its name',
    async (_, end) => {
      const clock = new VirtualClock();
      const queue = queueOn(clock);
      queue.add('a', pod('a'));
      const old = taken(queue);
      queue.remove('a');
      queue.add('a', pod('a', 5));
      const next = taken(queue);
      end(queue, old);
      expect(queue.size.waiting).toBe(0);
      queue.failed(next, refusedBy());
      await clock.advance(1_000);
      expect(queue.take()?.pod.spec?.priority).toBe(5);
    },
  );

  it('forgets a pod that is gone, wherever it waits', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    queue.remove('a');
    expect(queue.take()).toBeUndefined();
    queue.add('b', pod('b'));
    const entry = taken(queue);
    queue.remove('b');
    queue.failed(entry, refusedBy());
    await clock.advance(400_000);
    expect(queue.take()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('goes on with the newest form of the pod', async () => {
    const clock = new VirtualClock();
    const queue = queueOn(clock);
    queue.add('a', pod('a'));
    const entry = taken(queue);
    queue.add('a', { ...pod('a'), spec: { containers: [], tolerations: [{ operator: 'Exists' }] } });
    queue.failed(entry, refusedBy('TaintToleration'));
    await clock.advance(1_000);
    expect(queue.take()?.pod.spec?.tolerations).toHaveLength(1);
  });
});
