/** What a watch cache offers: one per resource, reads and watches at known revisions without touching the store. */
import type { Clock, Logger } from '@kubets/base';
import type { Entry, Store } from '../store.ts';
import type { CachedObject } from './cached-object.ts';
import type { RecentMap } from './recent-map.ts';

/** Names what an object is filed under, such as `{ name: 'spec.nodeName', value: 'node-1' }`. */
export interface IndexTerm {
  readonly name: string;
  readonly value: string;
}

/** Read a term off an object, best by its digest: they are asked for the old and the new version at every write. */
export type Indexers<T> = Readonly<Record<string, (item: CachedObject<T>) => string | undefined>>;

export interface WatchCacheOptions<T> {
  readonly store: Store;
  /** Where the resource's keys begin, ending in a slash: `/registry/pods/`. */
  readonly prefix: string;
  /**
   * The object of an entry, with `entry.revision` as its resourceVersion. Called when somebody needs it, and again when
   * nobody has for a while; a deleted object is decoded from its last value at the revision of the deletion.
   */
  decode(entry: Entry): T;
  /** Told of each object that is made to be held, in place of one to be looked at for a moment. */
  remembered?(object: T, entry: Entry): void;
  /** Where objects used a moment ago stay. Default: 4 MiB (of their bytes) of its own. */
  readonly recent?: RecentMap<CachedObject<T>, T>;
  readonly clock: Clock;
  readonly log: Logger;
  /** By which terms watches may be filed: a write then costs one look-up for each, however many watch. */
  readonly indexers?: Indexers<T>;
  readonly history?: HistoryLimits;
}

/** How much of the past stays readable and watchable in the cache; the oldest goes when any limit is passed. */
export interface HistoryLimits {
  /** Commits kept. Default 10,000. */
  readonly commits?: number;
  /** Milliseconds that a commit is kept. Default 75,000, as upstream; at least 100 commits stay whatever their age. */
  readonly age?: number;
  /** Bytes of replaced and deleted values kept. Default: a quarter of what the cache holds, 8 MiB to 64 MiB. */
  readonly bytes?: number;
}

/**
 * At which revision a read is answered.
 * - `newest`: with everything committed before the call (resourceVersion unset: a consistent read).
 * - `any`: with what the cache holds now, at once (resourceVersion=0).
 * - `notOlderThan`: as soon as the cache is at the revision or beyond; FutureRevisionError after 3 s.
 * - `exact`: as of that revision, also while it is only in the store's history; CompactedError when it is gone.
 */
export type ReadAt = 'newest' | 'any' | { readonly notOlderThan: number } | { readonly exact: number };

export interface CacheListRequest<T> {
  /** Default: the cache's prefix. */
  readonly prefix?: string;
  /** Default `newest`. Pages after the first: `{ exact: revision of the first }`. */
  readonly at?: ReadAt;
  readonly limit?: number;
  /** Only keys strictly after this one. */
  readonly after?: string;
  readonly predicate?: (item: CachedObject<T>) => boolean;
  readonly signal?: AbortSignal;
}

export interface CachePage<T> {
  readonly items: readonly CachedObject<T>[];
  /** What the list reports as its resourceVersion, and what a watch that follows it starts after. */
  readonly revision: number;
  /** Whether (matching) objects follow after the last item. */
  readonly more: boolean;
  /** How many follow; absent when a predicate makes that unknown. */
  readonly remaining?: number;
}

/** The resource as of one revision; immutable and cheap to keep for a while. */
export interface Snapshot<T> {
  readonly revision: number;
  readonly size: number;
  get(key: string): CachedObject<T> | undefined;
  list(request?: Omit<CacheListRequest<T>, 'at' | 'signal'>): CachePage<T>;
}

/** A watch sees objects of its scope that pass its filter; the narrower the scope the cheaper. */
export interface CacheWatchRequest<T> {
  /** Events of commits after this revision; or the state at a revision first, as ADDED events, then what follows. */
  readonly from: { readonly after: number } | { readonly state: Exclude<ReadAt, { readonly exact: number }> };
  /** All objects below a prefix that ends in a slash. Default: the cache's prefix. */
  readonly prefix?: string;
  /** One object. */
  readonly key?: string;
  /** Only objects filed under this term; it must be one of the cache's indexers. */
  readonly index?: IndexTerm;
  /** Objects that begin or cease to pass arrive as ADDED or DELETED. A throwing filter ends this watch with its error. */
  filter?(item: CachedObject<T>): boolean;
  /** A BOOKMARK now and then (every minute), and one marked `initial` at the end of the state. */
  readonly bookmarks?: boolean;
  readonly signal?: AbortSignal;
}

export type CacheEvent<T> =
  | {
      readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
      /** What stands now. For DELETED what stood last, with the revision of this event as its resourceVersion. */
      readonly object: CachedObject<T>;
      readonly revision: number;
      /** What stood before, for MODIFIED. */
      readonly previous?: CachedObject<T>;
    }
  | { readonly type: 'BOOKMARK'; readonly revision: number; readonly initial: boolean };

/**
 * One reader. Ends with CompactedError when its start is too old, when it reads so slowly that the cache's history has
 * passed it, or when the cache had to list again; ends quietly when the signal aborts or the cache closes.
 */
export interface CacheWatch<T> extends AsyncIterable<CacheEvent<T>> {
  /** The same events, as many at a time as have come in meanwhile: what a reader of many saves by not asking for each. */
  batches(): AsyncIterable<readonly CacheEvent<T>[]>;
  /** Asks for a BOOKMARK as soon as everything before it has been told (before a watch times out, say). */
  requestBookmark(): void;
}

export interface WatchCache<T> extends AsyncDisposable {
  /** Resolves when the resource has been listed for the first time; rejects when the cache is closed before. */
  readonly ready: Promise<void>;
  /** Everything up to here is in the cache. 0 before it is ready. */
  readonly revision: number;
  /** What the cache holds now. Empty before it is ready. */
  snapshot(): Snapshot<T>;
  get(key: string, at?: ReadAt, signal?: AbortSignal): Promise<CachedObject<T> | undefined>;
  list(request?: CacheListRequest<T>): Promise<CachePage<T>>;
  /** Resolves once everything up to `revision` is in the cache; FutureRevisionError after 3 s. */
  waitUntil(revision: number, signal?: AbortSignal): Promise<void>;
  watch(request: CacheWatchRequest<T>): CacheWatch<T>;
}
