/** The work queue on a virtual clock. */
import { VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { TokenBucket, WorkQueue } from './work-queue.ts';

describe('WorkQueue', () => {
  it('WorkQueue.add deduplicates keys', async () => {
    const queue = new WorkQueue({ clock: new VirtualClock() });
    queue.add('a');
    queue.add('a');
    queue.add('b');
    expect(queue.length).toBe(2);
    expect(await queue.get()).toBe('a');
    expect(await queue.get()).toBe('b');
  });

  it('WorkQueue.get returns a key that was added during its processing only after done', async () => {
    const queue = new WorkQueue({ clock: new VirtualClock() });
    queue.add('a');
    const key = await queue.get();
    queue.add('a');
    expect(queue.length).toBe(0);
    queue.done(key ?? '');
    expect(queue.length).toBe(1);
  });

  it('WorkQueue.get returns a key at once when it is added', async () => {
    const queue = new WorkQueue({ clock: new VirtualClock() });
    const next = queue.get();
    queue.add('a');
    queue.add('a');
    expect(await next).toBe('a');
    expect(queue.length).toBe(0);
    queue.done('a');
    expect(queue.length).toBe(1);
  });

  it('WorkQueue.addRateLimited doubles the delay from 5 ms to 1000 s, and starts over after forget', () => {
    const queue = new WorkQueue({ clock: new VirtualClock(), burst: 1000 });
    const pauses = Array.from({ length: 20 }, () => queue.addRateLimited('a'));
    expect(pauses.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(pauses.at(-1)).toBe(1_000_000);
    queue.forget('a');
    expect(queue.addRateLimited('a')).toBe(5);
  });

  it('WorkQueue.addRateLimited limits the retries of all keys after the burst', () => {
    const queue = new WorkQueue({ clock: new VirtualClock(), burst: 2, qps: 10 });
    expect([queue.addRateLimited('a'), queue.addRateLimited('b'), queue.addRateLimited('c')]).toEqual([5, 5, 100]);
  });

  it('WorkQueue.addAfter adds keys after the shortest of their delays', async () => {
    const clock = new VirtualClock();
    const queue = new WorkQueue({ clock });
    queue.addAfter('a', 1000);
    queue.addAfter('a', 500);
    queue.addAfter('a', 2000);
    await clock.advance(499);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(queue.length).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('WorkQueue.shutDown ends all waiting workers and timers', async () => {
    const clock = new VirtualClock();
    const queue = new WorkQueue({ clock });
    const next = queue.get();
    queue.addAfter('a', 1000);
    queue.shutDown();
    expect(await next).toBeUndefined();
    expect(clock.pending).toBe(0);
    queue.add('b');
    expect(await queue.get()).toBeUndefined();
  });
});

describe('TokenBucket', () => {
  it('TokenBucket refills at its rate, up to its burst', async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket(clock, 2, 1);
    expect([bucket.tryAccept(), bucket.tryAccept(), bucket.tryAccept()]).toEqual([true, true, false]);
    await clock.advance(60_000);
    expect([bucket.tryAccept(), bucket.tryAccept(), bucket.tryAccept()]).toEqual([true, true, false]);
  });
});
