/**
 * The interface of the revisioned key-value store: keys, revisions and bytes. It does not interpret values. One global revision
 * counts commits. All engines pass `conformance/`.
 */

/**
 * A key with its value at one revision. Values are shared and must never be modified, not even after a commit. Keys are 1 to 1,024
 * bytes of UTF-8 and are sorted by these bytes (`keys.ts`). Values can exceed 1 MiB.
 */
export interface Entry {
  readonly key: string;
  readonly value: Uint8Array;
  /** The revision of the commit that wrote this value. */
  readonly revision: number;
  /** The revision of the commit that created the key since its last deletion. */
  readonly created: number;
}

/** A commit succeeds only if all expectations hold: the revision of a key, or 0 if it must not exist. */
export interface Expectation {
  readonly key: string;
  readonly revision: number;
}

export type Operation =
  /** `leaseSeconds`: the store deletes the key, in its own commit, if it is not put again within this time. */
  | { readonly type: 'put'; readonly key: string; readonly value: Uint8Array; readonly leaseSeconds?: number }
  /** Deleting a key that does not exist does nothing. */
  | { readonly type: 'delete'; readonly key: string };

export interface Commit {
  readonly expect: readonly Expectation[];
  readonly apply: readonly Operation[];
  /**
   * Called at the last moment at which the commit can be cancelled. False rejects it with CommitAbandonedError, and nothing is
   * written.
   */
  readonly wanted?: (() => boolean) | undefined;
}

/**
 * The outcome of a commit: committed at `revision`, or refused with the current entry of the first failed expectation. A commit that
 * changes nothing creates no revision and returns the newest one.
 */
export type CommitResult =
  | { readonly committed: true; readonly revision: number }
  | { readonly committed: false; readonly key: string; readonly current: Entry | undefined };

export interface StoreEvent {
  readonly type: 'put' | 'delete';
  readonly key: string;
  /** The revision of the commit that caused the event. */
  readonly revision: number;
  /** The new value; empty for a delete. */
  readonly value: Uint8Array;
  /** The previous entry, if there was one. */
  readonly previous?: Entry;
}

/** What a watch yields: all events of a commit, or a mark that everything up to `revision` has been delivered. */
export interface StoreChange {
  readonly revision: number;
  readonly events: readonly StoreEvent[];
}

export interface ListPage {
  readonly entries: readonly Entry[];
  /** The revision at which the page was read. */
  readonly revision: number;
  /** Whether there are keys after the last entry. */
  readonly more: boolean;
}

export interface ListRequest {
  readonly prefix: string;
  readonly limit?: number;
  /** Only keys strictly after this one. */
  readonly after?: string;
  /** The revision to read at; default: the newest. */
  readonly revision?: number;
}

export interface WatchRequest {
  readonly prefix: string;
  /** Yields events after this revision. */
  readonly after: number;
  readonly signal?: AbortSignal;
}

/** Thrown if a read or watch requests a compacted revision. */
export class CompactedError extends Error {
  override readonly name = 'CompactedError';
  readonly compacted: number;
  constructor(compacted: number) {
    super(`the required revision has been compacted (up to ${compacted})`);
    this.compacted = compacted;
  }
}

/** Thrown if a read requests a revision that does not exist yet. */
export class FutureRevisionError extends Error {
  override readonly name = 'FutureRevisionError';
  readonly requested: number;
  readonly current: number;
  constructor(requested: number, current: number) {
    super(`Too large resource version: ${requested}, current: ${current}`);
    this.requested = requested;
    this.current = current;
  }
}

/** Thrown if a commit contains an invalid key. Reads of such a key return nothing. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
}

/** The writer cancelled the commit before it was executed. */
export class CommitAbandonedError extends Error {
  override readonly name = 'CommitAbandonedError';
  constructor() {
    super('the writer cancelled the commit before it was executed');
  }
}

/** The store cannot write (disk full, failed flush, damaged file). All further writes fail. */
export class StoreFailedError extends Error {
  override readonly name = 'StoreFailedError';
}

/**
 * The store is temporarily unavailable. Reads can be repeated. For commits, `outcome` tells whether the commit was not made, or
 * may have been made because the connection broke before the response.
 */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly outcome: 'not made' | 'unknown';
  constructor(message: string, outcome: 'not made' | 'unknown', options?: ErrorOptions) {
    super(message, options);
    this.outcome = outcome;
  }
}

/**
 * The store has reached its quota. Puts are refused until space is freed. Reads, deletes and compaction still work. The message is
 * etcd's, which users can search for.
 */
export class SpaceExceededError extends Error {
  override readonly name = 'SpaceExceededError';
  constructor(options?: ErrorOptions) {
    super('etcdserver: mvcc: database space exceeded', options);
  }
}

/** An exported entry. */
export interface ExportedEntry extends Entry {
  /** The remaining seconds of its lease at the export; absent without a lease. */
  readonly leaseSeconds?: number;
}

/**
 * The content of a store at one revision: the result of `export`, and the input of `restore…` of each engine. A restored store
 * continues at `revision` or later, and older revisions are compacted. Entries keep their revisions if the engine can set them.
 * Otherwise (etcd) they get new ones.
 */
export interface StoreContent {
  readonly revision: number;
  /**
   * Pages in the order of keys, which can be read once. Those of an export reject with CompactedError if history is
   * compacted.
   */
  readonly pages: AsyncIterable<readonly ExportedEntry[]>;
}

/** The disk usage of the store, in bytes. */
export interface StoreSpace {
  /** The size of the file. Unused space in it is reused before it grows. */
  readonly size: number;
  readonly used: number;
  readonly quota: number;
  /** Whether the alarm is active: puts are refused with SpaceExceededError until enough space is free. */
  readonly exceeded: boolean;
}

/** An open watch with one reader. Leaving the loop ends it. */
export interface StoreWatch extends AsyncIterable<StoreChange> {
  /** Requests a mark (a change without events) with the revision of this watch when it is up to date. */
  requestProgress(): void;
}

export interface Store extends AsyncDisposable {
  /** The newest committed (durable) revision. A new store has revision 1. 0 is never a revision. */
  revision(): Promise<number>;
  get(key: string, revision?: number): Promise<Entry | undefined>;
  list(request: ListRequest): Promise<ListPage>;
  count(prefix: string): Promise<number>;
  /** Resolves once the commit is durable. Commits are atomic and totally ordered. */
  commit(commit: Commit): Promise<CommitResult>;
  /**
   * Yields all commits with matching keys, in order, each once. Ends with CompactedError if `after` is too old or the reader is too
   * slow. Ends without an error when the signal aborts or the store closes.
   */
  watch(request: WatchRequest): StoreWatch;
  /** Discards history before `revision`. Reads at `revision` and later still work. */
  compact(revision: number): Promise<void>;
  /** The content at the newest revision, independent of how long reading takes. */
  export(): Promise<StoreContent>;
  /** Absent if another program manages the storage. */
  space?(): StoreSpace;
  /** Returns unused space to the file system. Writes wait, reads do not. Absent if not applicable. */
  defragment?(): Promise<void>;
}
