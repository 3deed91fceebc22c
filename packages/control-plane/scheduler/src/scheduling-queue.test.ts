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
