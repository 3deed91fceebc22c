/**
 * The revisioned key-value store that everything rests on: keys, revisions, bytes, and no idea of objects.
 * One global revision counts commits; every engine passes `conformance/`.
 */

/**
 * A key with the bytes it held at one revision. Values are shared: never write into them, also not after a commit.
 * Keys are 1 to 1,024 bytes of UTF-8 and sort by those bytes (`keys.ts`); a value may have 1 MiB and more.
 */
export interface Entry {
  readonly key: string;
  readonly value: Uint8Array;
  /** The revision of the commit that wrote this value. */
  readonly revision: number;
  /** The revision of the commit that created the key since its last deletion. */
  readonly created: number;
}

/** A commit goes through only if every expectation holds: the key's revision, 0 meaning it does not exist. */
export interface Expectation {
  readonly key: string;
  readonly revision: number;
}

export type Operation =
  /** `leaseSeconds`: the store deletes the key, in a commit of its making, when it has not been put again for so long. */
  | { readonly type: 'put'; readonly key: string; readonly value: Uint8Array; readonly leaseSeconds?: number }
  /** Deleting a key that does not exist does nothing. */
  | { readonly type: 'delete'; readonly key: string };

export interface Commit {
  readonly expect: readonly Expectation[];
  readonly apply: readonly Operation[];
  /**
   * Asked at the last moment at which the commit can still be taken back. False rejects it with CommitAbandonedError, and
   * nothing is written.
   */
  readonly wanted?: (() => boolean) | undefined;
}

/**
 * The outcome of a commit: made at `revision`, or refused with what stands now at the first expectation that failed.
 * A commit that changes nothing makes no revision and reports the newest.
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
  /** What stood there before, where something did. */
  readonly previous?: Entry;
}

/** What a watch yields: all events of one commit together, or a mark that everything up to `revision` has been told. */
export interface StoreChange {
  readonly revision: number;
  readonly events: readonly StoreEvent[];
}

export interface ListPage {
  readonly entries: readonly Entry[];
  /** The revision at which the page was read. */
  readonly revision: number;
  /** Whether keys follow after the last entry. */
  readonly more: boolean;
}

export interface ListRequest {
  readonly prefix: string;
  readonly limit?: number;
  /** Only keys strictly after this one. */
  readonly after?: string;
  /** Read as of this revision; the newest when absent. */
  readonly revision?: number;
}

export interface WatchRequest {
  readonly prefix: string;
  /** Yields events of commits after this revision. */
  readonly after: number;
  readonly signal?: AbortSignal;
}

/** Thrown (rejected) when a read or watch asks for a revision that has been compacted away. */
export class CompactedError extends Error {
  override readonly name = 'CompactedError';
  readonly compacted: number;
  constructor(compacted: number) {
    super(`the required revision has been compacted (up to ${compacted})`);
    this.compacted = compacted;
  }
}

/** Thrown when a read asks for a revision that does not exist yet. */
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

/** Thrown when a commit names a key that no engine could hold. Reads of such a key find nothing. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
}

/** The commit was not made: its writer no longer wanted it when its turn came. */
export class CommitAbandonedError extends Error {
  override readonly name = 'CommitAbandonedError';
  constructor() {
    super('the writer gave up before the commit was made');
  }
}

/** The store cannot keep what it is given (disk full, failed flush, torn file): it answers no more writes. */
export class StoreFailedError extends Error {
  override readonly name = 'StoreFailedError';
}

/**
 * The engine is out of reach at the moment. A read may simply be asked again; a commit says by `outcome` whether it
 * was surely not made or may have been (the connection broke before the answer came).
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
 * The store has reached its quota: it takes no more puts until room is made, while reads, deletes and compaction go on.
 * The words are etcd's, which people search for.
 */
export class SpaceExceededError extends Error {
  override readonly name = 'SpaceExceededError';
  constructor(options?: ErrorOptions) {
    super('etcdserver: mvcc: database space exceeded', options);
  }
}

/** An entry as it leaves the store, and comes into another. */
export interface ExportedEntry extends Entry {
  /** Seconds that its lease had left when it was exported; absent without a lease. */
  readonly leaseSeconds?: number;
}

/**
 * A whole store as of one revision: what `export` gives, and what an engine is restored from (`restore…` beside each
 * engine's `open…`). A restored store goes on from `revision` at least; what is older answers as compacted. Entries keep
 * their revisions where the engine can set them, and get new ones, up to the store's newest, where it cannot (etcd).
 */
export interface StoreContent {
  readonly revision: number;
  /** In the order of keys; read once, page by page. An export's rejects with CompactedError when history goes on. */
  readonly pages: AsyncIterable<readonly ExportedEntry[]>;
}

/** What the store takes of the disk, in bytes. */
export interface StoreSpace {
  /** Of the file as a whole; what is not used in it is filled again before it grows. */
  readonly size: number;
  readonly used: number;
  readonly quota: number;
  /** The alarm: puts are refused with SpaceExceededError until enough room is made. */
  readonly exceeded: boolean;
}

/** An open watch. One reader; breaking out of the loop ends it. */
export interface StoreWatch extends AsyncIterable<StoreChange> {
  /** Asks for a mark (a change without events) that tells how far this watch has got, once it is up to date. */
  requestProgress(): void;
}

export interface Store extends AsyncDisposable {
  /** The newest committed (durable) revision. A new store is at 1: 0 never is a revision. */
  revision(): Promise<number>;
  get(key: string, revision?: number): Promise<Entry | undefined>;
  list(request: ListRequest): Promise<ListPage>;
  count(prefix: string): Promise<number>;
  /** Resolves once the commit is durable. Commits are atomic and totally ordered. */
  commit(commit: Commit): Promise<CommitResult>;
  /**
   * Every commit that touches the prefix, in order, without gap or repeat. Ends with CompactedError when `after` is too
   * old or the reader falls too far behind; ends quietly when the signal aborts or the store closes.
   */
  watch(request: WatchRequest): StoreWatch;
  /** Forgets history before `revision`; reads at `revision` and later still work. */
  compact(revision: number): Promise<void>;
  /** Everything as of the newest revision, however long it takes to be read. Changes nothing. */
  export(): Promise<StoreContent>;
  /** Absent where the disk is another's to watch over. */
  space?(): StoreSpace;
  /** Gives unused room back to the disk; writes wait meanwhile, reads go on. Absent where there is none to give. */
  defragment?(): Promise<void>;
}
