/** The work queue on the virtual clock. */
import { VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { TokenBucket, WorkQueue } from './work-queue.ts';

describe('the work queue', () => {
  it('holds a key once, however often it is added', async () => {
    const queue = new WorkQueue({ clock: new VirtualClock() });
    queue.add('a');
    queue.add('a');
    queue.add('b');
    expect(queue.length).toBe(2);
    expect(await queue.get()).toBe('a');
    expect(await queue.get()).toBe('b');
  });

  it('hands a key that changes during its work out again only after done', async () => {
    const queue = new WorkQueue({ clock: new VirtualClock() });
    queue.add('a');
    const key = await queue.get();
    queue.add('a');
    expect(queue.length).toBe(0);
    queue.done(key ?? '');
    expect(queue.length).toBe(1);
  });

  it('gives a waiting worker the key at once', async () => {
    const queue = new WorkQueue({ clock: new VirtualClock() });
    const next = queue.get();
    queue.add('a');
    queue.add('a');
    expect(await next).toBe('a');
    expect(queue.length).toBe(0);
    queue.done('a');
    expect(queue.length).toBe(1);
  });

  it('doubles the pause of a failing key from 5 ms to 1000 s and starts over after forget', () => {
    const queue = new WorkQueue({ clock: new VirtualClock(), burst: 1000 });
    const pauses = Array.from({ length: 20 }, () => queue.addRateLimited('a'));
    expect(pauses.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(pauses.at(-1)).toBe(1_000_000);
    queue.forget('a');
    expect(queue.addRateLimited('a')).toBe(5);
  });

  it('paces the failures of all keys together once the burst is used up', () => {
    const queue = new WorkQueue({ clock: new VirtualClock(), burst: 2, qps: 10 });
    expect([queue.addRateLimited('a'), queue.addRateLimited('b'), queue.addRateLimited('c')]).toEqual([5, 5, 100]);
  });

  it('adds delayed keys on time, the earliest pause winning', async () => {
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

  it('ends every waiting worker and every timer when closed', async () => {
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

describe('the token bucket', () => {
  it('refills at its rate and never beyond its burst', async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket(clock, 2, 1);
    expect([bucket.tryAccept(), bucket.tryAccept(), bucket.tryAccept()]).toEqual([true, true, false]);
    await clock.advance(60_000);
    expect([bucket.tryAccept(), bucket.tryAccept(), bucket.tryAccept()]).toEqual([true, true, false]);
  });
});
