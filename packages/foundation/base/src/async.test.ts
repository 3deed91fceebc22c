/** Mutual exclusion, bounded queues, deadlines and late loading. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { BoundedQueue, DeadlineError, loadOnce, Mutex, nextTurn, Semaphore, spawn, withDeadline } from './async.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A task that records when it runs, and ends on request. */
function gates() {
  const running: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const task = (name: string) => (): Promise<string> => {
    running.push(name);
    const end = Promise.withResolvers<string>();
    ends.set(name, end);
    return end.promise.finally(() => running.splice(running.indexOf(name), 1));
  };
  return {
    running,
    task,
    end: (name: string) => ends.get(name)?.resolve(name),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

describe('Mutex', () => {
  it('Mutex.run runs one task at a time, in the order of the calls', async () => {
    const { running, task, end } = gates();
    const mutex = new Mutex();
    const all = ['a', 'b', 'c'].map((name) => mutex.run(task(name)));
    for (const name of ['a', 'b', 'c']) {
      await nextTurn();
      expect(running).toEqual([name]);
      end(name);
    }
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  });

  it('Mutex.run continues after a failed task, and rejects only its caller', async () => {
    const mutex = new Mutex();
    const failed = mutex.run(() => {
      throw new Error('first');
    });
    const next = mutex.run(() => 'second');
    await expect(failed).rejects.toThrow('first');
    expect(await next).toBe('second');
  });
});

describe('Semaphore', () => {
  it('Semaphore.run runs at most `limit` tasks, and the others in order', async () => {
    const { running, task, end } = gates();
    const semaphore = new Semaphore(2);
    const all = ['a', 'b', 'c', 'd'].map((name) => semaphore.run(task(name)));
    await nextTurn();
    expect(running).toEqual(['a', 'b']);
    end('b');
    await nextTurn();
    expect(running).toEqual(['a', 'c']);
    for (const name of ['a', 'c']) end(name);
    await nextTurn();
    expect(running).toEqual(['d']);
    end('d');
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('Semaphore.run releases the slot of a failed task', async () => {
    const { running, task, end, fail } = gates();
    const semaphore = new Semaphore(1);
    const first = expect(semaphore.run(task('a'))).rejects.toThrow('a');
    const second = semaphore.run(task('b'));
    await nextTurn();
    fail('a');
    await first;
    await nextTurn();
    expect(running).toEqual(['b']);
    end('b');
    await second;
    expect(await semaphore.run(() => 'free')).toBe('free');
  });

  it.each([0, -1])('Semaphore refuses a limit of %d', (limit) => {
    expect(() => new Semaphore(limit)).toThrow('must be at least 1');
  });
});

describe('BoundedQueue', () => {
  it('BoundedQueue.push returns false beyond the capacity, until an item is removed', async () => {
    const queue = new BoundedQueue<number>(2);
    expect([queue.push(1), queue.push(2), queue.push(3), queue.size]).toEqual([true, true, false, 2]);
    expect(await queue.shift()).toBe(1);
    expect([queue.push(4), queue.push(5), queue.size]).toEqual([true, false, 2]);
  });

  it('BoundedQueue.shift returns items in order', async () => {
    const queue = new BoundedQueue<number>(700);
    let next = 0;
    let expected = 0;
    for (let round = 0; round < 10; round++) {
      while (queue.push(next)) next++;
      for (let count = 0; count < 600; count++) expect(await queue.shift()).toBe(expected++);
      expect(queue.size).toBe(next - expected);
    }
  });

  it('BoundedQueue.shift releases removed items', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const queue = new BoundedQueue<object>(3);
    const items = [{}, {}, {}].map((item) => {
      queue.push(item);
      return new WeakRef(item);
    });
    await queue.shift();
    await queue.shift();
    await nextTurn();
    collect();
    expect(items.map((item) => item.deref() === undefined)).toEqual([true, true, false]);
    expect(queue.size).toBe(1);
  });

  it('BoundedQueue.push wakes a waiting reader', async () => {
    const queue = new BoundedQueue<string>(1);
    const read = queue.shift();
    await nextTurn();
    queue.push('late');
    expect(await read).toBe('late');
  });

  it('BoundedQueue.close lets a reader get the remaining items, then ends, and accepts no more', async () => {
    const queue = new BoundedQueue<number>(5);
    for (const item of [1, 2]) queue.push(item);
    queue.close();
    expect(queue.push(3)).toBe(false);
    const read: number[] = [];
    for await (const item of queue) read.push(item);
    expect(read).toEqual([1, 2]);
    expect(await queue.shift()).toBeUndefined();
  });

  it('BoundedQueue.fail lets a reader get the remaining items, then throws each time', async () => {
    const queue = new BoundedQueue<number>(5);
    queue.push(1);
    queue.fail(new Error('broken'));
    queue.fail(new Error('again'));
    expect(await queue.shift()).toBe(1);
    await expect(queue.shift()).rejects.toThrow('broken');
    await expect(queue.shift()).rejects.toThrow('broken');
  });

  it('BoundedQueue.fail does nothing after close', async () => {
    const queue = new BoundedQueue<number>(5);
    queue.close();
    queue.fail(new Error('late'));
    expect(await queue.shift()).toBeUndefined();
  });

  it.each(['close', 'fail'] as const)('BoundedQueue.%s wakes a waiting reader', async (how) => {
    const queue = new BoundedQueue<number>(5);
    const read = queue.shift().catch((error: Error) => error.message);
    await nextTurn();
    if (how === 'close') queue.close();
    else queue.fail(new Error('broken'));
    expect(await read).toBe(how === 'close' ? undefined : 'broken');
  });
});

describe('withDeadline', () => {
  it('withDeadline returns the result and leaves no timer and no listener', async () => {
    const clock = new VirtualClock();
    const outer = new AbortController();
    const balance = listenersOf(outer.signal);
    expect(await withDeadline(clock, 1000, async () => 'done', outer.signal)).toBe('done');
    expect([clock.pending, balance()]).toEqual([0, 0]);
  });

  it('withDeadline rejects after the time limit, even if the task ignores the signal', async () => {
    const clock = new VirtualClock();
    const signals: AbortSignal[] = [];
    const call = withDeadline(clock, 2500, (signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const rejected = expect(call).rejects.toEqual(new DeadlineError('no answer within 2.5 s'));
    await clock.advance(2499);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    await rejected;
    expect(signals[0]?.aborted).toBe(true);
  });

  it.each([
    ['before', true],
    ['during', false],
  ])('withDeadline rejects with the outer reason: aborted %s the call', async (_, before) => {
    const clock = new VirtualClock();
    const outer = new AbortController();
    if (before) outer.abort(new Error('outer'));
    const rejected = expect(
      withDeadline(clock, 1000, () => new Promise(() => undefined), outer.signal),
    ).rejects.toThrow('outer');
    outer.abort(new Error('outer'));
    await rejected;
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('own'))],
    [
      'throws',
      () => {
        throw new Error('own');
      },
    ],
  ] as const)('withDeadline rejects with the error of a task that %s, and leaves no timer', async (_, task) => {
    const clock = new VirtualClock();
    await expect(withDeadline(clock, 1000, task)).rejects.toThrow('own');
    expect(clock.pending).toBe(0);
  });
});

/** Counts the listeners that were added to the signal and not removed. */
function listenersOf(signal: AbortSignal): () => number {
  let count = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    count++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    count--;
    removeEventListener.apply(signal, args);
  };
  return () => count;
}

describe('loadOnce', () => {
  it('loadOnce loads once for all callers, and again after a failure', async () => {
    const loads: PromiseWithResolvers<string>[] = [];
    const load = loadOnce(() => {
      const next = Promise.withResolvers<string>();
      loads.push(next);
      return next.promise;
    });
    const failed = Promise.allSettled([load(), load()]);
    loads[0]?.reject(new Error('too many open files'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const loaded = Promise.all([load(), load()]);
    loads[1]?.resolve('library');
    expect([await loaded, await load(), loads.length]).toEqual([['library', 'library'], 'library', 2]);
  });
});

describe('spawn', () => {
  it.each([
    ['rejects', () => Promise.reject(new Error('lost'))],
    [
      'throws before its first await',
      () => {
        throw new Error('lost');
      },
    ],
  ] as const)('spawn hands on the failure of a task that %s', async (_, task) => {
    const heard: unknown[] = [];
    await spawn(task, (error) => heard.push(error));
    expect(heard).toEqual([new Error('lost')]);
  });
});
