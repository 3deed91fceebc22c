/** The watch cache over the memory engine: reads, watches, slow readers, failures of the store. */
import { seededRandom, silentLogger, systemClock, systemRandom, VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { bytes, del, failureOf, put, text, write } from '../conformance/support.ts';
import { createMemoryStore } from '../memory/memory-store.ts';
import { CompactedError, FutureRevisionError, type Store, type StoreWatch } from '../store.ts';
import type { CachedObject } from './cached-object.ts';
import type { CacheEvent, CacheWatch, CacheWatchRequest, WatchCache, WatchCacheOptions } from './types.ts';
import { createWatchCache } from './watch-cache.ts';

interface Thing {
  readonly name: string;
  readonly revision: number;
  readonly [field: string]: unknown;
}

let decoded = 0;

const thing = (fields: object = {}): Uint8Array => bytes(JSON.stringify(fields));
const pod = (name: string, fields: object = {}) => put(`/registry/pods/${name}`, thing(fields));

function cacheOf(store: Store, options: Partial<WatchCacheOptions<Thing>> = {}): WatchCache<Thing> {
  return createWatchCache<Thing>({
    store,
    prefix: '/registry/pods/',
    decode: (entry) => {
      decoded++;
      return {
        name: entry.key.slice('/registry/pods/'.length),
        revision: entry.revision,
        ...JSON.parse(text(entry.value)),
      };
    },
    indexers: { node: (item) => item.object.node as string | undefined },
    clock: systemClock,
    log: silentLogger,
    ...options,
  });
}

const shown = (event: CacheEvent<Thing>): string =>
  event.type === 'BOOKMARK'
    ? `BOOKMARK @${event.revision}${event.initial ? ' initial' : ''}`
    : `${event.type} ${event.object.object.name} @${event.revision}/${event.object.object.revision}`;

/** The next events of a watch, one line each. */
async function take(
  watch: CacheWatch<Thing> | AsyncIterator<CacheEvent<Thing>>,
  count: number,
): Promise<readonly string[]> {
  const iterator = Symbol.asyncIterator in watch ? watch[Symbol.asyncIterator]() : watch;
  const lines: string[] = [];
  while (lines.length < count) {
    const step = await iterator.next();
    if (step.done) break;
    lines.push(shown(step.value));
  }
  return lines;
}

const names = (page: { readonly items: readonly { readonly object: Thing }[] }): readonly string[] =>
  page.items.map((item) => item.object.name);

it('WatchCache.list and get return what was committed before the call, also after commits outside the prefix', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  await write(store, pod('d/a'), put('/registry/nodes/n', 'x'));
  await using cache = cacheOf(store);
  expect(names(await cache.list())).toEqual(['d/a']);
  await write(store, put('/registry/nodes/n', 'y'));
  expect(await cache.list()).toMatchObject({ revision: 3, more: false, remaining: 0 });
  for (let index = 0; index < 20; index++) {
    const revision = await write(store, pod('d/b', { index }));
    expect((await cache.get('/registry/pods/d/b'))?.object).toMatchObject({ index, revision });
  }
  expect(await cache.get('/registry/pods/d/none')).toBeUndefined();
});

it('WatchCache.list reads at any revision, at a minimum revision, and at an exact revision', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  const first = await write(store, pod('d/a'));
  await using cache = cacheOf(store, { history: { commits: 2 } });
  await cache.ready;
  expect(await cache.list({ at: 'any' })).toMatchObject({ revision: first });
  const waiting = cache.list({ at: { notOlderThan: first + 2 } });
  const second = await write(store, pod('d/b'));
  await write(store, del('/registry/pods/d/a'));
  expect(await waiting).toMatchObject({ revision: first + 2 });
  expect(names(await waiting)).toEqual(['d/b']);
  await write(store, pod('d/c'));
  expect(names(await cache.list({ at: { exact: second } }))).toEqual(['d/a', 'd/b']);
  expect(names(await cache.list({ at: { exact: first } })), 'from the history of the store').toEqual(['d/a']);
  expect((await cache.get('/registry/pods/d/a', { exact: first }))?.revision).toBe(first);
  await store.compact(second);
  await expect(cache.list({ at: { exact: first } })).rejects.toBeInstanceOf(CompactedError);
});

it('WatchCache.list fails after three seconds if the requested revision does not arrive', async () => {
  const clock = new VirtualClock();
  await using store = createMemoryStore({ clock: systemClock });
  await using cache = cacheOf(store, { clock });
  const failure = failureOf(() => cache.list({ at: { notOlderThan: 9 } }));
  await clock.advance(3000);
  expect(await failure).toBeInstanceOf(FutureRevisionError);
  expect(await failure).toMatchObject({
    requested: 9,
    current: 1,
    message: 'Too large resource version: 9, current: 1',
  });
  expect(clock.pending).toBe(0);
});

it('WatchCache.list pages at one revision during writes, and counts the remaining items', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  for (let index = 10; index < 30; index++) await write(store, pod(`d/${index}`, { odd: index % 2 === 1 }));
  await using cache = cacheOf(store);
  const first = await cache.list({ limit: 6 });
  expect([names(first).at(-1), first.more, first.remaining]).toEqual(['d/15', true, 14]);
  await write(store, del('/registry/pods/d/20'), pod('d/165'));
  const after = first.items.at(-1)?.key as string;
  const rest = await cache.list({ after, at: { exact: first.revision } });
  expect(names(rest)).toEqual(Array.from({ length: 14 }, (_, index) => `d/${index + 16}`));
  const odd = await cache.list({ limit: 3, predicate: (item) => item.object.odd === true });
  expect([names(odd), odd.more, odd.remaining]).toEqual([['d/11', 'd/13', 'd/15'], true, undefined]);
  expect(names(await cache.list({ prefix: '/registry/pods/other/' }))).toEqual([]);
});

it('WatchCache.watch reports objects that enter or leave a selection as ADDED or DELETED, at the revision of the event', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  await using cache = cacheOf(store);
  const requests: readonly Partial<CacheWatchRequest<Thing>>[] = [
    { filter: (item) => item.object.node === 'n1' },
    { index: { name: 'node', value: 'n1' } },
    { key: '/registry/pods/d/a', filter: (item) => item.object.node === 'n1' },
    { prefix: '/registry/pods/d/', index: { name: 'node', value: 'n1' } },
  ];
  const reading = requests.map((request) => take(cache.watch({ from: { after: 1 }, ...request }), 5));
  await write(store, pod('d/a'));
  await write(store, pod('d/a', { node: 'n1' }), pod('d/b', { node: 'n2' }));
  await write(store, pod('d/a', { node: 'n1', more: 1 }));
  await write(store, pod('d/a', { node: 'n2' }));
  await write(store, pod('d/a', { node: 'n1' }));
  await write(store, del('/registry/pods/d/a'));
  const lines = ['ADDED d/a @3/3', 'MODIFIED d/a @4/4', 'DELETED d/a @5/5', 'ADDED d/a @6/6', 'DELETED d/a @7/7'];
  for (const each of await Promise.all(reading)) expect(each).toEqual(lines);
  for (const request of requests) {
    expect(await take(cache.watch({ from: { after: 1 }, ...request }), 5), 'from the past').toEqual(lines);
  }
});

it('WatchCache.watch sends the initial state, a bookmark, and then all later events', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  for (const name of ['d/a', 'd/b', 'e/a']) await write(store, pod(name));
  await using cache = cacheOf(store);
  const watch = cache.watch({ from: { state: 'newest' }, prefix: '/registry/pods/d/', bookmarks: true });
  const iterator = watch[Symbol.asyncIterator]();
  expect(await take(iterator, 1)).toEqual(['ADDED d/a @2/2']);
  await write(store, pod('d/b', { changed: 1 }), pod('e/b'));
  expect(await take(iterator, 3)).toEqual(['ADDED d/b @3/3', 'BOOKMARK @4 initial', 'MODIFIED d/b @5/5']);
  await write(store, pod('e/b'));
  await cache.waitUntil(6);
  watch.requestBookmark();
  expect(await take(iterator, 1)).toEqual(['BOOKMARK @6']);
});

it('WatchCache.watch sends a bookmark with the newest revision every minute if requested', async () => {
  const clock = new VirtualClock();
  await using store = createMemoryStore({ clock: systemClock });
  await using cache = cacheOf(store, { clock });
  const wanting = cache.watch({ from: { after: 1 }, bookmarks: true })[Symbol.asyncIterator]();
  const next = take(wanting, 2);
  await write(store, put('/registry/nodes/n', '1'));
  await clock.advance(60_000);
  await write(store, put('/registry/nodes/n', '2'));
  await clock.advance(60_000);
  expect(await next).toEqual(['BOOKMARK @2', 'BOOKMARK @3']);
  await wanting.return?.();
  await clock.advance(60_000);
  expect(clock.pending).toBe(0);
});

it('WatchCache.watch fails with CompactedError for a reader that is too slow; other readers get all events', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  await using cache = cacheOf(store, { history: { commits: 300 } });
  const slow = cache.watch({ from: { after: 1 } })[Symbol.asyncIterator]();
  const quick = take(cache.watch({ from: { after: 1 } }), 1000);
  const first = take(slow, 1);
  for (let index = 0; index < 1000; index++) {
    await write(store, pod('d/a', { index }));
    if (index % 50 === 0) await systemClock.sleep(0);
  }
  expect((await quick).at(-1)).toBe('MODIFIED d/a @1001/1001');
  expect(await first).toEqual(['ADDED d/a @2/2']);
  const read: string[] = [];
  const failure = await failureOf(async () => {
    for (;;) read.push(...(await take(slow, 1)));
  });
  expect(failure).toBeInstanceOf(CompactedError);
  expect(read.length).toBeLessThan(300);
  expect(await failureOf(() => take(cache.watch({ from: { after: 5 } }), 1))).toBeInstanceOf(CompactedError);
});

it('WatchCache decodes each version at most once while it is in use', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  await using cache = cacheOf(store);
  await cache.ready;
  decoded = 0;
  const watches = Array.from({ length: 10 }, () => take(cache.watch({ from: { after: 1 } }), 3));
  await write(store, pod('d/a'));
  await write(store, pod('d/a', { changed: 1 }));
  await write(store, del('/registry/pods/d/a'));
  await Promise.all(watches);
  expect(decoded).toBe(3);
});

it('CachedObject.glance does not retain the decoded object; CachedObject.digest retains its result', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  await using cache = cacheOf(store);
  await write(store, pod('d/a'));
  const item = await cache.get('/registry/pods/d/a');
  decoded = 0;
  expect(item?.glance()).toEqual(item?.glance());
  expect(decoded).toBe(2);
  const nameOf = (object: Thing) => ({ name: object.name });
  expect(item?.digest(nameOf)).toBe(item?.digest(nameOf));
  expect(decoded).toBe(3);
  const object = item?.object;
  expect(item?.glance()).toBe(object);
  expect(item?.object).toBe(object);
  expect(decoded).toBe(4);
});

it('batches returns in one batch what arrived while its reader was busy', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  await using cache = cacheOf(store);
  await write(store, pod('d/a'), pod('d/b'));
  const batches = cache
    .watch({ from: { state: 'newest' } })
    .batches()
    [Symbol.asyncIterator]();
  const sizes: number[] = [];
  sizes.push((await batches.next()).value.length);
  const live = batches.next();
  for (let index = 0; index < 10; index++) await write(store, pod('d/a', { index }));
  await systemClock.sleep(1);
  sizes.push((await live).value.length, (await batches.next()).value.length);
  expect(sizes[0]).toBe(2);
  expect(sizes.slice(1).reduce((sum, size) => sum + size)).toBe(10);
  await batches.return?.();
});

it('WatchCache.watch fails only the watch whose filter throws', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  await using cache = cacheOf(store);
  const broken = failureOf(() =>
    take(cache.watch({ from: { after: 1 }, filter: (item) => (item.object.absent as string).length > 0 }), 1),
  );
  const fine = take(cache.watch({ from: { after: 1 }, key: '/registry/pods/d/a' }), 2);
  await cache.ready;
  await write(store, pod('d/a'));
  await write(store, put('/registry/pods/d/torn', '{'), pod('d/a'));
  expect(await broken).toBeInstanceOf(TypeError);
  expect(await fine).toEqual(['ADDED d/a @2/2', 'MODIFIED d/a @3/3']);
});

const seed = Number(process.env.KUBETS_SEED ?? systemRandom.integer(1e9));

it(`WatchCache agrees with the store at every revision, and so do its watchers (seed ${seed})`, async () => {
  const random = seededRandom(seed);
  await using store = createMemoryStore({ clock: systemClock });
  await using cache = cacheOf(store);
  const onOne = ({ object }: CachedObject<Thing>): boolean => object.node === 'n1';
  const total = 600;
  const follow = async (request: Pick<CacheWatchRequest<Thing>, 'from' | 'filter' | 'index'>): Promise<string[]> => {
    const state = new Map<string, number>();
    for await (const event of cache.watch({ ...request, bookmarks: true })) {
      if (event.type === 'BOOKMARK') {
        if (event.revision === total + 1) break;
        continue;
      }
      expect(state.has(event.object.key)).toBe(event.type !== 'ADDED');
      expect(event.object.object.revision).toBe(event.object.revision);
      if (event.type === 'DELETED') state.delete(event.object.key);
      else state.set(event.object.key, event.revision);
      if (event.revision === total + 1) break;
    }
    return [...state].map(([key, revision]) => `${key}@${revision}`).sort();
  };
  const everything: Promise<string[]>[] = [];
  const selected: Promise<string[]>[] = [];
  for (let revision = 2; revision <= total; revision++) {
    const name = `d/${random.integer(40)}`;
    const exists = (await store.get(`/registry/pods/${name}`)) !== undefined;
    await write(
      store,
      exists && random.next() < 0.4 ? del(`/registry/pods/${name}`) : pod(name, { node: `n${random.integer(3)}` }),
    );
    if (random.next() < 0.05) everything.push(follow({ from: { state: 'any' } }));
    if (random.next() < 0.05) selected.push(follow({ from: { state: 'newest' }, filter: onOne }));
    if (random.next() < 0.05) selected.push(follow({ from: { state: 'any' }, index: { name: 'node', value: 'n1' } }));
    if (random.next() < 0.1) await systemClock.sleep(0);
  }
  await systemClock.sleep(0);
  await write(store, pod('last', { node: 'n1' }));
  for (let round = 0; round < 50; round++) {
    const exact = 1 + random.integer(total);
    const page = await cache.list({ at: { exact } });
    const entries = (await store.list({ prefix: '/registry/pods/', revision: exact })).entries;
    expect(page.items.map((item) => [item.key, item.revision])).toEqual(
      entries.map((entry) => [entry.key, entry.revision]),
    );
  }
  const shownItem = (item: { readonly key: string; readonly revision: number }): string =>
    `${item.key}@${item.revision}`;
  const all = (await cache.list()).items.map(shownItem).sort();
  const some = (await cache.list({ predicate: onOne })).items.map(shownItem).sort();
  for (const state of await Promise.all(everything)) expect(state).toEqual(all);
  for (const state of await Promise.all(selected)) expect(state).toEqual(some);
});

/** A store whose watches can be made to fail. */
function breakable(store: Store): Store & { fail(error: Error): void } {
  let fail: (error: Error) => void = () => undefined;
  return new Proxy(store as Store & { fail(error: Error): void }, {
    get(target, name) {
      if (name === 'fail') return (error: Error) => fail(error);
      if (name !== 'watch') return Reflect.get(target, name).bind(target);
      return (request: Parameters<Store['watch']>[0]): StoreWatch => {
        const watch = target.watch(request);
        const broken = new Promise<never>((_, reject) => {
          fail = reject;
        });
        broken.catch(() => undefined);
        const iterator = watch[Symbol.asyncIterator]();
        return {
          requestProgress: () => watch.requestProgress(),
          [Symbol.asyncIterator]: () => ({ next: () => Promise.race([iterator.next(), broken]) }),
        };
      };
    },
  });
}

it('WatchCache resumes its watch at the same revision after a failure of the store', async () => {
  const clock = new VirtualClock();
  await using inner = createMemoryStore({ clock: systemClock });
  const store = breakable(inner);
  await using cache = cacheOf(store, { clock });
  const reading = take(cache.watch({ from: { after: 1 } }), 2);
  await write(store, pod('d/a'));
  await cache.waitUntil(2);
  store.fail(new Error('connection lost'));
  await write(store, pod('d/b'));
  await clock.advance(1000);
  expect(await reading).toEqual(['ADDED d/a @2/2', 'ADDED d/b @3/3']);
});

it('WatchCache lists again after CompactedError, keeps unchanged objects and fails its watches', async () => {
  await using inner = createMemoryStore({ clock: systemClock });
  const store = breakable(inner);
  await write(store, pod('d/a'), pod('d/b'), pod('d/c'));
  await using cache = cacheOf(store);
  const same = await cache.get('/registry/pods/d/a');
  const failure = failureOf(() => take(cache.watch({ from: { after: 2 } }), 9));
  await systemClock.sleep(0);
  store.fail(new CompactedError(3));
  await write(store, pod('d/b', { changed: 1 }), del('/registry/pods/d/c'), pod('d/d'));
  expect(await failure).toBeInstanceOf(CompactedError);
  expect(names(await cache.list())).toEqual(['d/a', 'd/b', 'd/d']);
  expect(await cache.get('/registry/pods/d/a')).toBe(same);
});

describe('WatchCache.watch, ended in its initial state,', () => {
  /** What a watch that has read one of 1000 objects still gets when `end` has been called. */
  async function restAfter(end: (store: ReturnType<typeof breakable>, cache: WatchCache<Thing>) => PromiseLike<void>) {
    await using inner = createMemoryStore({ clock: systemClock });
    const store = breakable(inner);
    await write(inner, ...Array.from({ length: 1000 }, (_, index) => pod(`d/${1000 + index}`)));
    await using cache = cacheOf(store);
    const watch = cache.watch({ from: { state: 'newest' }, bookmarks: true })[Symbol.asyncIterator]();
    await take(watch, 1);
    await end(store, cache);
    const rest: string[] = [];
    try {
      for (let next = await take(watch, 1); next.length > 0; next = await take(watch, 1)) rest.push(...next);
    } catch (error) {
      return { rest, error };
    }
    return { rest, error: undefined };
  }

  it('sends no initial bookmark when the cache lists again', async () => {
    const { rest, error } = await restAfter(async (store, cache) => {
      store.fail(new CompactedError(2));
      await write(store, pod('d/2000'));
      await cache.waitUntil(await store.revision());
    });
    expect(rest.length).toBeLessThan(999);
    expect(rest.filter((line) => !line.startsWith('ADDED'))).toEqual([]);
    expect(error).toBeInstanceOf(CompactedError);
  });

  it('sends no initial bookmark when the cache closes', async () => {
    const { rest, error } = await restAfter((_, cache) => cache[Symbol.asyncDispose]());
    expect(rest.length).toBeLessThan(999);
    expect(rest.filter((line) => !line.startsWith('ADDED'))).toEqual([]);
    expect(error).toBeUndefined();
  });
});

it('WatchCache.watch ends without an error when the cache or the store is closed', async () => {
  const store = createMemoryStore({ clock: systemClock });
  const cache = cacheOf(store);
  const other = cacheOf(store);
  const reading = [take(cache.watch({ from: { after: 1 } }), 1), take(other.watch({ from: { after: 1 } }), 1)];
  await Promise.all([cache.ready, other.ready]);
  await cache[Symbol.asyncDispose]();
  await expect(cache.list()).rejects.toThrow('closed');
  await store[Symbol.asyncDispose]();
  expect(await Promise.all(reading)).toEqual([[], []]);
});
