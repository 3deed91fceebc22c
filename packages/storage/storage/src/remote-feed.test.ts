/** The feed of a remote store's watches, with a fake engine. */
import { systemClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { RemoteFeed, type RemoteHistory } from './remote-feed.ts';
import { CompactedError, type StoreChange } from './store.ts';

const change = (revision: number, size = 1): StoreChange => ({
  revision,
  events: [{ type: 'put', key: `/k${revision}`, revision, value: new Uint8Array(size) }],
});
const range = (from: number, to: number): readonly StoreChange[] =>
  Array.from({ length: to - from + 1 }, (_, index) => change(from + index));

function feedOf(head: number, history: Partial<RemoteHistory> = {}): RemoteFeed {
  const none = async () => {
    throw new CompactedError(head);
  };
  return new RemoteFeed({ newest: async () => head, past: none, ...history }, head);
}

describe('RemoteFeed', () => {
  it('delivers the changes of the tail, each once', async () => {
    const feed = feedOf(5);
    const iterator = feed.watch({ prefix: '/k', after: 5 })[Symbol.asyncIterator]();
    const first = iterator.next();
    feed.publish(range(6, 7));
    feed.publish(range(6, 8));
    expect((await first).value?.revision).toBe(6);
    expect((await iterator.next()).value?.revision).toBe(7);
    expect((await iterator.next()).value?.revision).toBe(8);
    feed.close();
    expect((await iterator.next()).done).toBe(true);
  });

  it('rejects a tail with a gap', () => {
    expect(() => feedOf(5).publish([change(7)])).toThrow('does not follow');
  });

  it('reads changes older than the tail from the engine, then continues with the tail', async () => {
    const asked: number[] = [];
    const feed = feedOf(5, {
      past: async (_prefix, after, through) => {
        asked.push(after);
        await systemClock.sleep(1);
        return { steps: range(after + 1, Math.min(after + 2, through)), through: Math.min(after + 2, through) };
      },
    });
    const iterator = feed.watch({ prefix: '', after: 1 })[Symbol.asyncIterator]();
    const seen: (number | undefined)[] = [];
    const reading = (async () => {
      while (seen.length < 6) seen.push((await iterator.next()).value?.revision);
    })();
    feed.publish(range(6, 6));
    while (seen.length < 5) await systemClock.sleep(1);
    feed.publish(range(7, 7));
    await reading;
    expect(seen).toEqual([2, 3, 4, 5, 6, 7]);
    expect(asked).toEqual([1, 3]);
  });

  it('ends a watch that waits for the engine', async () => {
    const feed = feedOf(5, { past: () => new Promise(() => undefined) });
    const stop = new AbortController();
    const iterator = feed.watch({ prefix: '', after: 1, signal: stop.signal })[Symbol.asyncIterator]();
    const waiting = iterator.next();
    stop.abort();
    expect((await waiting).done).toBe(true);
  });

  it('marks watches once the tail has reached the newest revision, with one query for many watches', async () => {
    let questions = 0;
    const feed = feedOf(5, {
      newest: async () => {
        questions++;
        return 7;
      },
    });
    const watch = feed.watch({ prefix: '/other', after: 5 });
    const iterator = watch[Symbol.asyncIterator]();
    const marked = iterator.next();
    for (let index = 0; index < 10; index++) watch.requestProgress();
    await systemClock.sleep(1);
    feed.publish(range(6, 7));
    expect((await marked).value).toEqual({ revision: 7, events: [] });
    expect(questions).toBe(1);
  });

  it('reports a compaction to watches that lag behind it or behind a skip of the tail', async () => {
    const feed = feedOf(5);
    const slow = feed.watch({ prefix: '', after: 5 })[Symbol.asyncIterator]();
    const fast = feed.watch({ prefix: '', after: 5 })[Symbol.asyncIterator]();
    const waiting = fast.next();
    feed.publish(range(6, 9));
    feed.compacted(8);
    await expect(slow.next()).rejects.toBeInstanceOf(CompactedError);
    await waiting;
    feed.restart(20, new CompactedError(20));
    await expect(
      (async () => {
        for (let step = await fast.next(); !step.done; step = await fast.next());
      })(),
    ).rejects.toBeInstanceOf(CompactedError);
    expect(feed.head).toBe(20);
  });

  it('continues watches that were ahead of a skip of the tail', async () => {
    const feed = feedOf(1);
    const ahead = feed.watch({ prefix: '', after: 3 })[Symbol.asyncIterator]();
    const waiting = ahead.next();
    feed.restart(3, new CompactedError(3));
    feed.publish(range(4, 4));
    expect((await waiting).value?.revision).toBe(4);
  });

  it('keeps a bounded number of bytes', async () => {
    const feed = feedOf(1);
    for (let revision = 2; revision < 102; revision++) feed.publish([change(revision, 1 << 20)]);
    const old = feed.watch({ prefix: '', after: 50 })[Symbol.asyncIterator]();
    await expect(old.next()).rejects.toBeInstanceOf(CompactedError);
    const recent = feed.watch({ prefix: '', after: 90 })[Symbol.asyncIterator]();
    expect((await recent.next()).value?.revision).toBe(91);
  });
});
