/**
 * The interface of a watch cache. There is one per resource. It serves reads and watches at known revisions without the
 * store.
 */
import type { Clock, Logger } from '@kubets/base';
import type { Entry, Store } from '../store.ts';
import type { CachedObject } from './cached-object.ts';
import type { RecentMap } from './recent-map.ts';

/** An index term, such as `{ name: 'spec.nodeName', value: 'node-1' }`. */
export interface IndexTerm {
  readonly name: string;
  readonly value: string;
}

/** Reads a term of an object, preferably from its digest. Called for the old and the new version on every write. */
export type Indexers<T> = Readonly<Record<string, (item: CachedObject<T>) => string | undefined>>;

export interface WatchCacheOptions<T> {
  readonly store: Store;
  /** The prefix of the resource's keys, with a trailing slash: `/registry/pods/`. */
  readonly prefix: string;
  /**
   * Decodes the object of an entry, with `entry.revision` as its resourceVersion. Called on demand, possibly several times. A deleted
   * object is decoded from its last value, at the revision of the deletion.
   */
  decode(entry: Entry): T;
  /** Called for each decoded object that may be kept, not for temporary ones. */
  remembered?(object: T, entry: Entry): void;
  /** The map of recently used objects. Default: a separate map for 4 MiB of encoded bytes. */
  readonly recent?: RecentMap<CachedObject<T>, T>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Index terms for watches. A write needs one lookup for each, independent of the number of watchers. */
  readonly indexers?: Indexers<T>;
  readonly history?: HistoryLimits;
}

/** Limits of the history in the cache. The oldest commits are dropped when any limit is exceeded. */
export interface HistoryLimits {
  /** The maximum number of commits. Default 10,000. */
  readonly commits?: number;
  /** How long commits are kept, in milliseconds. Default 75,000, as upstream. At least 100 commits are kept. */
  readonly age?: number;
  /** The maximum bytes of replaced and deleted values. Default: a quarter of the cache's values, from 8 MiB to 64 MiB. */
  readonly bytes?: number;
}

/**
 * The revision of a read.
 * - `newest`: everything committed before the call (resourceVersion unset: a consistent read).
 * - `any`: the current state of the cache, without waiting (resourceVersion=0).
 * - `notOlderThan`: waits until the cache has reached the revision; FutureRevisionError after 3 s.
 * - `exact`: the state at this revision, also from the store's history; CompactedError if it was compacted.
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
  /** The resourceVersion of the list, after which a following watch starts. */
  readonly revision: number;
  /** Whether there are more (matching) objects after the last item. */
  readonly more: boolean;
  /** The number of remaining objects; absent if a predicate makes it unknown. */
  readonly remaining?: number;
}

/** The resource at one revision. Immutable, and cheap to keep for a short time. */
export interface Snapshot<T> {
  readonly revision: number;
  readonly size: number;
  get(key: string): CachedObject<T> | undefined;
  list(request?: Omit<CacheListRequest<T>, 'at' | 'signal'>): CachePage<T>;
}

/** A watch receives objects of its scope that pass its filter. Narrow scopes are cheaper. */
export interface CacheWatchRequest<T> {
  /** Events after this revision; or first the state at a revision as ADDED events, and then later events. */
  readonly from: { readonly after: number } | { readonly state: Exclude<ReadAt, { readonly exact: number }> };
  /** All objects with a prefix that ends in a slash. Default: the cache's prefix. */
  readonly prefix?: string;
  /** One object. */
  readonly key?: string;
  /** Only objects with this index term, which must be one of the cache's indexers. */
  readonly index?: IndexTerm;
  /** Objects that start or stop to pass are delivered as ADDED or DELETED. An error in the filter ends the watch. */
  filter?(item: CachedObject<T>): boolean;
  /** Sends a BOOKMARK every minute, and one marked `initial` after the initial state. */
  readonly bookmarks?: boolean;
  readonly signal?: AbortSignal;
}

export type CacheEvent<T> =
  | {
      readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
      /** The current version. For DELETED, the last version with the revision of this event as its resourceVersion. */
      readonly object: CachedObject<T>;
      readonly revision: number;
      /** The previous version, for MODIFIED. */
      readonly previous?: CachedObject<T>;
    }
  | { readonly type: 'BOOKMARK'; readonly revision: number; readonly initial: boolean };

/**
 * A watch with one reader. Ends with CompactedError if its start is too old, if the reader is slower than the cache's history, or
 * if the cache had to list again. Ends without an error when the signal aborts or the cache closes.
 */
export interface CacheWatch<T> extends AsyncIterable<CacheEvent<T>> {
  /** The same events in batches of all available ones, which is more efficient. */
  batches(): AsyncIterable<readonly CacheEvent<T>[]>;
  /** Requests a BOOKMARK when all earlier events have been delivered, for example before a watch times out. */
  requestBookmark(): void;
}

export interface WatchCache<T> extends AsyncDisposable {
  /** Resolves after the first list. Rejects if the cache is closed before. */
  readonly ready: Promise<void>;
  /** The revision of the cache. 0 before it is ready. */
  readonly revision: number;
  /** The current state. Empty before the cache is ready. */
  snapshot(): Snapshot<T>;
  get(key: string, at?: ReadAt, signal?: AbortSignal): Promise<CachedObject<T> | undefined>;
  list(request?: CacheListRequest<T>): Promise<CachePage<T>>;
  /** Resolves when the cache has reached `revision`. FutureRevisionError after 3 s. */
  waitUntil(revision: number, signal?: AbortSignal): Promise<void>;
  watch(request: CacheWatchRequest<T>): CacheWatch<T>;
}
