/** Conformance: watches deliver every commit once, in order, from any retained revision, or fail. */
import { systemClock } from '@kubets/base';
import { expect } from 'vitest';
import { CompactedError, type StoreChange } from '../store.ts';
import { bytes, collect, compareBytes, del, failureOf, put, type StoreCases, shownEvent, write } from './support.ts';

const turn = (): Promise<void> => systemClock.sleep(0);
const linesOf = (changes: readonly StoreChange[]): readonly string[] =>
  changes.flatMap((change) => change.events.map(shownEvent));

export const watchCases: StoreCases = {
  'delivers the events of a commit together, with previous entries': async (store) => {
    const first = await write(store, put('a', '1'));
    const second = await write(store, put('a', '2'), put('b', '1'), del('none'));
    const third = await write(store, del('a'));
    const changes = await collect(store, { prefix: '', after: 1 }, third);
    expect(changes.map((change) => change.revision)).toEqual([first, second, third]);
    expect(linesOf(changes)).toEqual([
      `put a=1 @${first} before: nothing`,
      `put a=2 @${second} before: a=1 @${first} since ${first}`,
      `put b=1 @${second} before: nothing`,
      `delete a= @${third} before: a=2 @${second} since ${first}`,
    ]);
  },

  'delivers exact new and previous values, equal to past reads': async (store) => {
    const every = Uint8Array.from({ length: 256 }, (_, index) => index);
    const large = new Uint8Array(1 << 20).map((_, index) => (index * 31) & 0xff);
    const values = [every, new Uint8Array(0), large, every.toReversed()];
    const revisions: number[] = [];
    for (const value of values) revisions.push(await write(store, put('k', value)));
    const same = (a: Uint8Array | undefined, b: Uint8Array | undefined): void =>
      expect(compareBytes(a ?? bytes('missing'), b ?? bytes('absent'))).toBe(0);
    const told = await collect(store, { prefix: '', after: 1 }, revisions.at(-1) as number);
    for (const [index, { events }] of told.entries()) {
      same(events[0]?.value, values[index]);
      if (index > 0) same(events[0]?.previous?.value, values[index - 1]);
      same((await store.get('k', revisions[index]))?.value, values[index]);
      same((await store.list({ prefix: '', revision: revisions[index] as number })).entries[0]?.value, values[index]);
    }
    expect(told).toHaveLength(values.length);
  },

  'starts from any retained revision without gap or repeat, whether past or live': async (store) => {
    const total = 300;
    const start = await store.revision();
    const last = start + total;
    const readers = [start, start + 1, start + 17].map((after) => collect(store, { prefix: '', after }, last));
    for (let index = 0; index < total; index++) {
      await write(
        store,
        index % 5 === 4 ? del(`k${(index - 1) % 7}`) : put(`k${index % 7}`, String(index)),
        put('beat', String(index)),
      );
      if (index === 150) readers.push(collect(store, { prefix: '', after: start + 99 }, last));
      if (index % 50 === 0) readers.push(collect(store, { prefix: '', after: await store.revision() }, last, turn));
    }
    const all = linesOf(await collect(store, { prefix: '', after: start }, last));
    for (const changes of await Promise.all(readers)) {
      const revisions = changes.map((change) => change.revision);
      expect(revisions).toEqual(
        Array.from({ length: revisions.length }, (_, index) => last - revisions.length + 1 + index),
      );
      expect(linesOf(changes)).toEqual(all.slice(-linesOf(changes).length));
    }
  },

  'delivers only events of its prefix, and marks on request': async (store) => {
    const watch = store.watch({ prefix: '/pods/', after: 1 });
    const iterator = watch[Symbol.asyncIterator]();
    const mine = await write(store, put('/pods/a', '1'), put('/nodes/a', '1'));
    const others = await write(store, put('/podsx', '1'));
    const { value: change } = await iterator.next();
    expect(change?.events.map((event: { readonly key: string }) => event.key)).toEqual(['/pods/a']);
    expect(change?.revision).toBe(mine);
    watch.requestProgress();
    expect((await iterator.next()).value).toEqual({ revision: others, events: [] });
    const waiting = iterator.next();
    watch.requestProgress();
    expect((await waiting).value).toEqual({ revision: others, events: [] });
    await iterator.return?.();
  },

  'delivers all missed events to a slow reader': async (store) => {
    const iterator = store.watch({ prefix: '', after: 1 })[Symbol.asyncIterator]();
    const waiting = iterator.next();
    const last = 1 + 1000;
    for (let index = 0; index < 1000; index++) await write(store, put(`k${index % 3}`, String(index)));
    const seen = [(await waiting).value?.revision];
    while (seen.at(-1) !== last) seen.push((await iterator.next()).value?.revision);
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, index) => index + 2));
    await iterator.return?.();
  },

  'reports a compaction to a reader that fell behind': async (store) => {
    const iterator = store.watch({ prefix: '', after: 1 })[Symbol.asyncIterator]();
    const waiting = iterator.next();
    for (let index = 0; index < 1000; index++) await write(store, put(`k${index % 3}`, String(index)));
    await store.compact(1000);
    let expected = 2;
    const failure = await failureOf(async () => {
      let step = await waiting;
      for (; ; step = await iterator.next()) {
        expect(step.value?.revision).toBe(expected++);
      }
    });
    expect(failure).toBeInstanceOf(CompactedError);
    expect(expected).toBeLessThan(1000);
  },

  'refuses to start before the compaction, and starts right at it': async (store) => {
    for (let index = 0; index < 5; index++) await write(store, put('k', String(index)));
    await store.compact(4);
    expect(await failureOf(() => collect(store, { prefix: '', after: 3 }, 6))).toBeInstanceOf(CompactedError);
    const changes = await collect(store, { prefix: '', after: 4 }, 6);
    expect(changes.map((change) => change.revision)).toEqual([5, 6]);
    expect(linesOf(changes)[0]).toBe('put k=3 @5 before: k=2 @4 since 2');
  },

  'has no gap between a list and the watch that follows it': async (store) => {
    const writing = (async (): Promise<void> => {
      for (let index = 0; index < 200; index++) await write(store, put(`k${index % 10}`, String(index)));
    })();
    for (let round = 0; round < 10; round++) {
      const page = await store.list({ prefix: '' });
      const state = new Map(page.entries.map((entry) => [entry.key, entry.revision]));
      const target = page.revision + 15;
      if (target > 201) break;
      for (const change of await collect(store, { prefix: '', after: page.revision }, target)) {
        for (const event of change.events) state.set(event.key, event.revision);
      }
      const then = await store.list({ prefix: '', revision: target });
      expect([...state].sort()).toEqual(then.entries.map((entry) => [entry.key, entry.revision]).sort());
    }
    await writing;
  },

  'ends without an error when the signal aborts, the reader stops or the store closes': async (store) => {
    const controller = new AbortController();
    const aborted = store.watch({ prefix: '', after: 1, signal: controller.signal })[Symbol.asyncIterator]();
    const waiting = aborted.next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    const early = store.watch({ prefix: '', after: 1, signal: AbortSignal.abort() })[Symbol.asyncIterator]();
    expect(await early.next()).toMatchObject({ done: true });
    const left = store.watch({ prefix: '', after: 1 })[Symbol.asyncIterator]();
    await left.return?.();
    expect(await left.next()).toMatchObject({ done: true });
    const closed = store.watch({ prefix: '', after: 1 })[Symbol.asyncIterator]();
    const until = closed.next();
    await store[Symbol.asyncDispose]();
    expect(await until).toMatchObject({ done: true });
  },
};
