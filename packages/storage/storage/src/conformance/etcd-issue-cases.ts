/**
 * Conformance: issues that etcd's robustness tests have found in etcd, for all engines. Each case is named after the issue of
 * etcd-io/etcd. Cases with crashes, partitions or authentication are with the engines (see the table in the README).
 */
import { systemClock } from '@kubets/base';
import { expect, it } from 'vitest';
import { CompactedError, type Store, type StoreChange } from '../store.ts';
import { collect, del, type OpenStore, put, type StoreCases, shown, shownEvent, write } from './support.ts';

const turn = (): Promise<void> => systemClock.sleep(0);

/** The output of a watch up to `revision`, including marks, which are requested continuously. */
async function told(store: Store, prefix: string, after: number, revision: number): Promise<readonly StoreChange[]> {
  const watch = store.watch({ prefix, after });
  const seen: StoreChange[] = [];
  watch.requestProgress();
  for await (const change of watch) {
    seen.push(change);
    if (change.revision >= revision) break;
    if (change.events.length === 0) await systemClock.sleep(1);
    watch.requestProgress();
  }
  return seen;
}

const revisionsOf = (changes: readonly StoreChange[]): readonly number[] => changes.map(({ revision }) => revision);
const linesOf = (changes: readonly StoreChange[]): readonly string[] =>
  changes.flatMap(({ events }) => events.map(shownEvent));
const upTo = (first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

/** The output of a watch until it ends, and whether it ended because of a compaction. */
async function toldOrCompacted(
  store: Store,
  after: number,
  revision: number,
): Promise<{ readonly changes: readonly StoreChange[]; readonly compacted: boolean }> {
  const changes: StoreChange[] = [];
  const watch = store.watch({ prefix: '', after });
  watch.requestProgress();
  try {
    for await (const change of watch) {
      if (change.events.length > 0) changes.push(change);
      if (change.revision >= revision) break;
      if (change.events.length > 0) continue;
      await systemClock.sleep(1);
      watch.requestProgress();
    }
    return { changes, compacted: false };
  } catch (error) {
    expect(error).toBeInstanceOf(CompactedError);
    return { changes, compacted: true };
  }
}

/** Writes and deletes a key repeatedly, so that every second revision is a deletion. Returns the newest revision. */
async function comeAndGo(store: Store, rounds: number, each: (deleted: number) => Promise<void>): Promise<number> {
  let newest = 0;
  for (let round = 0; round < rounds; round++) {
    await write(store, put(`k${round % 3}`, String(round)));
    newest = await write(store, del(`k${round % 3}`));
    await each(newest);
  }
  return newest;
}

/** Deletions are even revisions in {@link comeAndGo} on a new store. */
function checkRun(changes: readonly StoreChange[], after: number): void {
  expect(revisionsOf(changes)).toEqual(upTo(after + 1, after + changes.length));
  for (const { revision, events } of changes)
    expect(events.map(({ type }) => type)).toEqual([revision % 2 === 0 ? 'put' : 'delete']);
}

export const etcdIssueCases: StoreCases = {
  '#15220: a mark is delivered after all events up to its revision': async (store) => {
    const last = 301;
    const watches = ['', 'a/', 'b/'].map((prefix) => told(store, prefix, 1, last));
    const writers = ['a/', 'b/', 'c/'].map(async (prefix) => {
      for (let index = 0; index < 100; index++) await write(store, put(`${prefix}${index % 5}`, String(index)));
    });
    await Promise.all(writers);
    const all = await collect(store, { prefix: '', after: 1 }, last);
    for (const [index, changes] of (await Promise.all(watches)).entries()) {
      const prefix = ['', 'a/', 'b/'][index] as string;
      const revisions = revisionsOf(changes);
      expect(revisions, 'never back').toEqual(revisions.toSorted((a, b) => a - b));
      const events = changes.filter((change) => change.events.length > 0);
      const expected = all.filter((change) => change.events.some(({ key }) => key.startsWith(prefix)));
      expect(linesOf(events)).toEqual(linesOf(expected.slice(0, events.length)));
      // All events after a mark are newer than the mark.
      let mark = 0;
      for (const change of changes) {
        if (change.events.length > 0) expect(change.revision).toBeGreaterThan(mark);
        else mark = change.revision;
      }
      expect(events.length).toBe(expected.filter(({ revision }) => revision <= (revisions.at(-1) ?? 0)).length);
    }
  },

  '#17247: every event of a commit is delivered once, independent of its expectations': async (store) => {
    await write(store, put('a', '0'), put('b', '0'));
    const start = await store.revision();
    const standing = new Map<string, number>([
      ['a', start],
      ['b', start],
    ]);
    for (let index = 0; index < 60; index++) {
      const [key, other] = index % 2 ? ['a', 'b'] : ['b', 'a'];
      const expectation = { key: key as string, revision: standing.get(key as string) ?? 0 };
      const refused = { expect: [expectation, { key: 'none', revision: 1 }], apply: [put('c', 'no'), del('a')] };
      const made = { expect: [expectation], apply: [put(key as string, 'same'), put(other as string, 'same')] };
      const results = await Promise.all([store.commit(refused), store.commit(made), store.commit(refused)]);
      expect(results.map(({ committed }) => committed)).toEqual([false, true, false]);
      const [, result] = results;
      if (result?.committed) for (const each of ['a', 'b']) standing.set(each, result.revision);
    }
    const changes = await collect(store, { prefix: '', after: start }, start + 60);
    expect(revisionsOf(changes)).toEqual(upTo(start + 1, start + 60));
    for (const { events } of changes) expect(events.map(({ key }) => key).toSorted()).toEqual(['a', 'b']);
  },

  '#17529: watches that are starved by large values lose no events': async (store) => {
    const [count, large] = [60, 'x'.repeat(100_000)];
    const slow = async (index: number): Promise<readonly StoreChange[]> =>
      collect(store, { prefix: `k${index % 4}`, after: 1 }, count + 1, index % 2 ? turn : undefined);
    const watches = Array.from({ length: 24 }, (_, index) => slow(index));
    for (let index = 0; index < count; index++) await write(store, put(`k${index % 4}`, `${index} ${large}`));
    for (const [index, changes] of (await Promise.all(watches)).entries())
      expect(revisionsOf(changes)).toEqual(upTo(2, count + 1).filter((revision) => (revision - 2) % 4 === index % 4));
  },

  '#18089: a watch drops no event when history is compacted at a deletion': async (store) => {
    const rounds = 40;
    const last = 1 + 2 * rounds;
    const watches = [toldOrCompacted(store, 1, last), toldOrCompacted(store, 1, last)];
    await comeAndGo(store, rounds, async (deleted) => {
      if (deleted % 10 === 1) await store.compact(deleted);
    });
    for (const { changes, compacted } of await Promise.all(watches)) {
      checkRun(changes, 1);
      if (!compacted) expect(changes.at(-1)?.revision).toBe(last);
    }
    expect(await store.count('')).toBe(0);
  },

  '#18667: a read during compaction returns the state at its revision, or fails': async (store) => {
    const states = new Map<number, readonly string[]>();
    for (let index = 0; index < 60; index++) {
      const revision = await write(
        store,
        index % 4 === 3 ? del(`k${index % 7}`) : put(`k${index % 7}`, String(index)),
        put('beat', String(index)),
      );
      states.set(revision, (await store.list({ prefix: '', revision })).entries.map(shown));
    }
    const newest = await store.revision();
    let refused = 0;
    const read = async (revision: number): Promise<void> => {
      try {
        const page = await store.list({ prefix: '', revision });
        expect(page.entries.map(shown)).toEqual(states.get(revision));
        expect(shown(await store.get('beat', revision))).toBe(
          states.get(revision)?.find((line) => line.startsWith('beat=')),
        );
      } catch (error) {
        expect(error).toBeInstanceOf(CompactedError);
        refused++;
      }
    };
    for (let through = 10; through < newest; through += 10) {
      await Promise.all([
        ...upTo(through - 8, through + 8)
          .filter((revision) => states.has(revision))
          .map(read),
        store.compact(through),
        store.commit({ expect: [{ key: 'none', revision: 1 }], apply: [put('no', '')] }),
      ]);
    }
    await read(2);
    expect(refused).toBeGreaterThan(0);
    expect(await store.revision()).toBe(newest);
    expect((await store.list({ prefix: '' })).entries.map(shown)).toEqual(states.get(newest));
    expect(await write(store, put('on', ''))).toBe(newest + 1);
  },

  '#19179: a watch that starts at the compacted revision misses no deletion': async (store) => {
    const rounds = 25;
    const watches: ReturnType<typeof toldOrCompacted>[] = [];
    const starts: number[] = [];
    const last = 1 + 2 * rounds;
    await comeAndGo(store, rounds, async (deleted) => {
      // Immediately before the deletion, at it, and when both are complete.
      const compacting = store.compact(deleted);
      for (const after of [deleted - 1, deleted]) {
        starts.push(after);
        watches.push(toldOrCompacted(store, after, last));
      }
      await compacting;
      starts.push(deleted);
      watches.push(toldOrCompacted(store, deleted, last));
    });
    for (const [index, { changes, compacted }] of (await Promise.all(watches)).entries()) {
      const after = starts[index] as number;
      checkRun(changes, after);
      if (!compacted) expect(changes.at(-1)?.revision ?? after).toBe(last);
    }
  },

  '#20221: a watch from a future revision delivers no earlier events and marks': async (store) => {
    await write(store, put('k', 'old'));
    const start = (await store.revision()) + 5;
    const watches = ['', 'k', 'other'].map((prefix) => told(store, prefix, start, start + 5));
    for (let index = 0; index < 10; index++) {
      await write(store, put('k', String(index)), put('other', String(index)));
      if (index % 3 === 0) await turn();
    }
    for (const changes of await Promise.all(watches)) {
      const events = changes.filter((change) => change.events.length > 0);
      expect(revisionsOf(events)).toEqual(upTo(start + 1, start + 5));
      for (const { revision } of changes) expect(revision).toBeGreaterThanOrEqual(start);
    }
  },
};

/** Cases that close and reopen the engine. */
export function etcdIssueKeepingCases(open: OpenStore): void {
  const reopened = async (test: (store: Store) => Promise<(again: Store) => Promise<void>>): Promise<void> => {
    const { store, reopen, clean } = await open();
    const check = await test(store);
    const again = await (reopen as () => Promise<Store>)();
    await check(again);
    await again[Symbol.asyncDispose]();
    await clean?.();
  };

  it('#13766: after closing under load, the revision is that of the last commit', () =>
    reopened(async (store) => {
      let newest = 1;
      const writer = async (name: number): Promise<void> => {
        for (let index = 0; index < 60; index++)
          newest = Math.max(newest, await write(store, put(`${name}/${index % 9}`, String(index)), put('beat', '')));
      };
      await Promise.all(upTo(0, 9).map(writer));
      const state = (await store.list({ prefix: '' })).entries.map(shown);
      return async (again) => {
        expect(await again.revision()).toBe(newest);
        expect((await again.list({ prefix: '' })).entries.map(shown)).toEqual(state);
        expect(await write(again, put('on', ''))).toBe(newest + 1);
      };
    }));

  it('#17780: the revision does not decrease when its last commit, a deletion, was compacted', () =>
    reopened(async (store) => {
      await write(store, put('a', '1'), put('b', '1'));
      await write(store, del('a'));
      const newest = await write(store, del('b'));
      await store.compact(newest);
      return async (again) => {
        expect(await again.revision()).toBe(newest);
        expect(await again.count('')).toBe(0);
        const made = await write(again, put('a', '2'));
        expect(made).toBe(newest + 1);
        expect(shown(await again.get('a'))).toBe(`a=2 @${made} since ${made}`);
        expect(revisionsOf(await collect(again, { prefix: '', after: newest }, made))).toEqual([made]);
      };
    }));
}
