/** The watch cache of a resource: a sorted copy of the store's entries, recent history, and watchers. */
import { invariant, messageOf, nextTurn, spawn, type Timer } from '@kubets/base';
import { CompactedError, type Entry, StoreFailedError } from '../store.ts';
import { type Batch, CacheWatcher } from './cache-watcher.ts';
import { CachedObject, type ObjectSource } from './cached-object.ts';
import { Dispatcher } from './dispatcher.ts';
import { Feed } from './feed.ts';
import { Freshness } from './freshness.ts';
import { CacheHistory } from './history.ts';
import { RecentMap } from './recent-map.ts';
import { snapshotOf } from './snapshot.ts';
import type {
  CacheEvent,
  CacheListRequest,
  CachePage,
  CacheWatch,
  CacheWatchRequest,
  ReadAt,
  Snapshot,
  WatchCache,
  WatchCacheOptions,
} from './types.ts';

/** The limit of bytes whose decoded objects are kept without other references. */
const recentBytes = 4 * 2 ** 20;
/** How many objects are filtered at a time, and for how many milliseconds without a pause. */
const filterPageSize = 500;
const maxTurnMs = 10;
/** The interval of bookmarks (milliseconds), as upstream. */
const bookmarkIntervalMs = 60_000;

class ResourceCache<T> implements WatchCache<T> {
  readonly ready: Promise<void>;
  readonly #options: WatchCacheOptions<T>;
  readonly #source: ObjectSource<T>;
  readonly #history: CacheHistory<T>;
  readonly #dispatcher: Dispatcher<T>;
  readonly #feed: Feed<T>;
  readonly #freshness: Freshness;
  readonly #watchers = new Set<CacheWatcher<T>>();
  readonly #running: Promise<void>;
  #listed = false;
  #closed = false;
  #bookmarks: Timer | undefined;

  constructor(options: WatchCacheOptions<T>) {
    const { store, prefix, clock, log } = options;
    invariant(prefix.endsWith('/'), `the prefix ${prefix} must end in a slash`);
    this.#options = options;
    const { decode, remembered, recent = new RecentMap(recentBytes) } = options;
    this.#source = { decode, recent, ...(remembered === undefined ? {} : { remembered }) };
    this.#history = new CacheHistory(options.history);
    this.#dispatcher = new Dispatcher(prefix, options.indexers ?? {}, log);
    const ready = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.ready.catch(() => undefined);
    this.#feed = new Feed<T>({
      store,
      prefix,
      source: this.#source,
      clock,
      log,
      history: this.#history,
      onListed: () => {
        if (this.#listed) this.#endWatchers({ error: new CompactedError(this.#history.revision) });
        this.#listed = true;
        ready.resolve();
      },
      onStep: (step) => this.#dispatcher.dispatch(step),
      onMoved: () => this.#freshness.moved(),
    });
    this.#freshness = new Freshness({
      clock,
      current: () => this.#history.revision,
      requestProgress: () => this.#feed.requestProgress(),
    });
    this.#running = this.#feed.run().finally(() => {
      this.#close();
      ready.reject(this.#closedError());
    });
  }

  get revision(): number {
    return this.#history.revision;
  }

  snapshot(): Snapshot<T> {
    return snapshotOf(this.#history.tree, this.#history.revision, this.#options.prefix);
  }

  async get(key: string, at: ReadAt = 'newest', signal?: AbortSignal): Promise<CachedObject<T> | undefined> {
    const snapshot = await this.#snapshotAt(at, signal);
    if (snapshot) return snapshot.get(key);
    const entry = await this.#options.store.get(key, exactRevision(at));
    return entry && this.#cached(entry);
  }

  async list(request: CacheListRequest<T> = {}): Promise<CachePage<T>> {
    const { at = 'newest', signal } = request;
    const snapshot = await this.#snapshotAt(at, signal);
    if (snapshot) return request.predicate ? this.#select(snapshot, request) : snapshot.list(request);
    return this.#listFromStore(request, exactRevision(at));
  }

  async waitUntil(revision: number, signal?: AbortSignal): Promise<void> {
    await this.ready;
    if (this.#closed) throw this.#closedError();
    await this.#freshness.reach(revision, signal);
  }

  watch(request: CacheWatchRequest<T>): CacheWatch<T> {
    const { from, signal } = request;
    const watcher = new CacheWatcher<T>(
      {
        prefix: this.#options.prefix,
        history: this.#history,
        dispatcher: this.#dispatcher,
        ended: (each) => this.#watchers.delete(each),
      },
      request,
    );
    const begin = async (): Promise<Snapshot<T> | undefined> => {
      if ('state' in from) return this.#snapshotAt(from.state, signal);
      await this.ready;
      return undefined;
    };
    return {
      requestBookmark: () => watcher.requestBookmark(),
      batches: () => this.#run(watcher, begin),
      [Symbol.asyncIterator]: () => oneByOne(this.#run(watcher, begin)),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#feed.stop();
    this.#close();
    await this.#running;
  }

  async *#run(
    watcher: CacheWatcher<T>,
    begin: () => Promise<Snapshot<T> | undefined>,
  ): AsyncGenerator<Batch<T>, void, undefined> {
    const { signal, bookmarks } = watcher.request;
    if (this.#closed || signal?.aborted) return;
    this.#watchers.add(watcher);
    if (bookmarks) this.#armBookmarks();
    try {
      const snapshot = await begin();
      if (!signal?.aborted) yield* watcher.batches(snapshot);
    } catch (error) {
      if (!signal?.aborted && !this.#closed) throw error;
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  /** The state for a read; undefined if only the store has it. */
  async #snapshotAt(at: ReadAt, signal: AbortSignal | undefined): Promise<Snapshot<T> | undefined> {
    await this.ready;
    if (at === 'any') return this.snapshot();
    if (at === 'newest') await this.waitUntil(await this.#options.store.revision(), signal);
    else await this.waitUntil('exact' in at ? at.exact : at.notOlderThan, signal);
    const exact = exactRevision(at);
    if (exact === undefined) return this.snapshot();
    const tree = this.#history.treeAt(exact);
    return tree && snapshotOf(tree, exact, this.#options.prefix);
  }

  /** A list with a predicate, which checks every object. It yields to other tasks. */
  async #select(snapshot: Snapshot<T>, request: CacheListRequest<T>): Promise<CachePage<T>> {
    const { clock } = this.#options;
    const { limit = Infinity, predicate, signal, ...rest } = request;
    const { revision } = snapshot;
    const items: CachedObject<T>[] = [];
    let since = clock.monotonic();
    for (let after = request.after; ; ) {
      const page = snapshot.list({ ...rest, limit: filterPageSize, ...(after === undefined ? {} : { after }) });
      for (const item of page.items) {
        if (!predicate?.(item)) continue;
        if (items.length >= limit) return { items, revision, more: true };
        items.push(item);
      }
      after = page.items.at(-1)?.key;
      if (!page.more) return { items, revision, more: false };
      if (clock.monotonic() - since < maxTurnMs) continue;
      await nextTurn();
      signal?.throwIfAborted();
      since = clock.monotonic();
    }
  }

  /** The cache's entry if it is the same version, so that its bytes are not held twice. */
  #cached(entry: Entry): CachedObject<T> {
    const held = this.#history.tree.get(entry.key);
    return held?.revision === entry.revision ? held : new CachedObject(entry, this.#source);
  }

  /** A list at a revision that the cache has dropped. Older versions are read from the store. */
  async #listFromStore(request: CacheListRequest<T>, revision: number | undefined): Promise<CachePage<T>> {
    const { store, prefix: wholePrefix } = this.#options;
    const { prefix = wholePrefix, limit = Infinity, predicate } = request;
    const items: CachedObject<T>[] = [];
    let { after } = request;
    for (;;) {
      const page = await store.list({
        prefix,
        ...(revision === undefined ? {} : { revision }),
        ...(after === undefined ? {} : { after }),
        limit: Math.min(limit + 1, 1000),
      });
      for (const entry of page.entries) {
        const item = this.#cached(entry);
        if (predicate && !predicate(item)) continue;
        if (items.length >= limit) return { items, revision: page.revision, more: true };
        items.push(item);
      }
      after = page.entries.at(-1)?.key;
      if (!page.more || after === undefined) return { items, revision: page.revision, more: false };
    }
  }

  /** One timer for all bookmarks, only while a watcher wants them. */
  #armBookmarks(): void {
    if (this.#closed) return;
    this.#bookmarks ??= this.#options.clock.setTimer(bookmarkIntervalMs, () => {
      this.#bookmarks = undefined;
      void spawn(
        () => this.#sendBookmarks(),
        (error) => this.#options.log.debug('cannot send bookmarks, will retry', { error: messageOf(error) }),
      );
    });
  }

  async #sendBookmarks(): Promise<void> {
    const wanting = [...this.#watchers].filter((watcher) => watcher.request.bookmarks);
    if (wanting.length === 0) return;
    this.#armBookmarks();
    await this.waitUntil(await this.#options.store.revision());
    for (const watcher of wanting) watcher.requestBookmark();
  }

  #endWatchers(failure?: { readonly error: unknown }): void {
    for (const watcher of [...this.#watchers]) watcher.end(failure);
  }

  #closedError(): StoreFailedError {
    return new StoreFailedError(`the watch cache of ${this.#options.prefix} is closed`);
  }

  #close(): void {
    this.#closed = true;
    this.#bookmarks?.cancel();
    this.#freshness.fail(this.#closedError());
    this.#endWatchers();
  }
}

function exactRevision(at: ReadAt): number | undefined {
  return typeof at === 'object' && 'exact' in at ? at.exact : undefined;
}

async function* oneByOne<T>(batches: AsyncGenerator<Batch<T>>): AsyncGenerator<CacheEvent<T>, void, undefined> {
  for await (const batch of batches) yield* batch;
}

/** Starts the cache of a resource. It lists and watches until it is disposed or the store closes. */
export function createWatchCache<T>(options: WatchCacheOptions<T>): WatchCache<T> {
  return new ResourceCache(options);
}
