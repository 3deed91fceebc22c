/**
 * Orders all writes. A commit is checked immediately against the state after all earlier commits (an overlay of commits that are not
 * durable yet, over the tables), gets its revision and joins the current group. Groups are written one at a time, each in one LMDB
 * transaction with one flush. Only then do commits resolve and become visible to reads and watches, so that a crash cannot revert
 * visible data. A refusal that depends on a commit in flight also waits for it. If a group fails, no later group is on disk.
 */
import { messageOf } from '@kubets/base';
import { type Commit, type CommitResult, type Entry, type StoreChange, StoreFailedError } from '@kubets/storage';
import { entryAfter, eventsOf, firstBroken, type Lease, leasesOf } from '@kubets/storage/engine';
import { readCurrent } from './reads.ts';
import { encodeEntry, encodeLog, encodeTombstone, keyBytes, leaseKey, numberKey, undoKey } from './records.ts';
import type { Tables } from './tables.ts';

interface Pending {
  /** Puts and removes rows. Returns all promises of LMDB. */
  write(): readonly Promise<unknown>[];
  readonly change?: StoreChange;
  readonly leases?: readonly Lease[];
  /** Called when the group is durable. */
  done(): void;
  failed(error: StoreFailedError): void;
}

export interface GroupCommitOptions {
  readonly tables: Tables;
  /** For error messages. */
  readonly directory: string;
  readonly head: number;
  /** Called when a group is durable and `head` is at its last commit. */
  onDurable(changes: readonly StoreChange[], leases: readonly Lease[]): void;
  onFailure(error: StoreFailedError): void;
}

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  /** The entries of commits that are not durable yet, by key. */
  readonly #overlay = new Map<string, { readonly revision: number; readonly entry: Entry | undefined }>();
  /** The group that is written at the end of this turn, the one being written, and work that waits for it. */
  #gathered: Pending[] = [];
  #flushing = false;
  #waiting: Pending[] = [];
  #promises = new Set<Promise<unknown>>();
  #newest: number;
  #head: number;
  #failure: StoreFailedError | undefined;
  #idle: (() => void)[] = [];

  constructor(options: GroupCommitOptions) {
    this.#options = options;
    this.#head = options.head;
    this.#newest = options.head;
    this.listen();
  }

  /** Called again when `tables` are those of another file. */
  listen(): void {
    this.#options.tables.root.on('beforecommit', () => this.#flush());
  }

  /** The newest durable revision. */
  get head(): number {
    return this.#head;
  }

  commit(commit: Commit, now: number): Promise<CommitResult> {
    if (this.#failure) throw this.#failure;
    const current = this.#reader();
    const broken = firstBroken(commit.expect, current);
    if (broken) {
      const answer: CommitResult = { committed: false, ...broken };
      return this.#overlay.has(broken.key) ? this.#enqueue(answer, {}) : Promise.resolve(answer);
    }
    const revision = this.#newest + 1;
    const events = eventsOf(commit, revision, current);
    if (events.length === 0) return this.#enqueue({ committed: true, revision: this.#newest }, {});
    this.#newest = revision;
    for (const event of events) this.#overlay.set(event.key, { revision, entry: entryAfter(event) });
    const change: StoreChange = { revision, events };
    const leases = leasesOf(commit, revision, now);
    return this.#enqueue({ committed: true, revision }, { change, leases, write: () => this.#write(change, leases) });
  }

  /** Deletes rows that no read needs, in order with commits. `write` runs in its turn. */
  maintain(write: (isPending: (key: string) => boolean) => readonly Promise<unknown>[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    return this.#enqueue(undefined, { write: () => write((key) => this.#overlay.has(key)) });
  }

  /** Runs `work` while there are no writes. Commits wait for it. */
  async pause(work: () => Promise<void>): Promise<void> {
    while (this.#gathered.length > 0 || this.#flushing) await this.settled();
    this.#flushing = true;
    try {
      await work();
    } finally {
      this.#goOn();
    }
  }

  /** Resolves when nothing is in flight. */
  async settled(): Promise<void> {
    if (this.#gathered.length > 0 || this.#flushing) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Caches the last read key during a decision, because it is read repeatedly. */
  #reader(): (key: string) => Entry | undefined {
    let last: string | undefined;
    let entry: Entry | undefined;
    return (key) => {
      if (key !== last) entry = this.#current(key);
      last = key;
      return entry;
    };
  }

  #current(key: string): Entry | undefined {
    const pending = this.#overlay.get(key);
    return pending ? pending.entry : readCurrent(this.#options.tables, key)?.entry;
  }

  #enqueue<A>(answer: A, part: Partial<Pending>): Promise<A> {
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    const pending: Pending = { write: () => [], ...part, done: () => resolve(answer), failed: reject };
    if (this.#flushing) this.#waiting.push(pending);
    else this.#gather(pending);
    return promise;
  }

  /** Writes to the LMDB transaction of this turn. */
  #gather(pending: Pending): void {
    try {
      for (const promise of pending.write()) this.#promises.add(promise);
    } catch (error) {
      this.#fail(error);
      pending.failed(this.#failure as StoreFailedError);
      return;
    }
    if (this.#promises.size > 0) this.#gathered.push(pending);
    // Nothing is on its way that the answer could rest on.
    else pending.done();
  }

  #write({ revision, events }: StoreChange, leases: readonly Lease[]): readonly Promise<unknown>[] {
    const { current, undo, log, leases: leaseTable } = this.#options.tables;
    const promises: Promise<unknown>[] = [];
    for (const event of events) {
      const key = keyBytes(event.key);
      const entry = entryAfter(event);
      promises.push(current.put(key, entry ? encodeEntry(entry) : encodeTombstone(revision)));
      if (event.previous) promises.push(undo.put(undoKey(key, revision), encodeEntry(event.previous)));
    }
    for (const lease of leases) promises.push(leaseTable.put(leaseKey(lease), Buffer.alloc(1)));
    promises.push(log.put(numberKey(revision), encodeLog(events)));
    return promises;
  }

  /** LMDB closes the transaction of this turn. Later writes belong to the next one. */
  #flush(): void {
    if (this.#flushing || this.#gathered.length === 0) return;
    this.#flushing = true;
    const group = this.#gathered;
    const promises = [...this.#promises];
    this.#gathered = [];
    this.#promises = new Set();
    // LMDB now creates a promise for the transaction, whose rejection must be handled here.
    promises.push(Promise.resolve().then(() => this.#options.tables.root.committed));
    Promise.all(promises).then(
      () => this.#durable(group),
      (error: unknown) => this.#lost(group, error),
    );
  }

  #durable(group: readonly Pending[]): void {
    const changes = group.flatMap((pending) => pending.change ?? []);
    this.#head = changes.at(-1)?.revision ?? this.#head;
    for (const { revision, events } of changes) {
      for (const { key } of events) if (this.#overlay.get(key)?.revision === revision) this.#overlay.delete(key);
    }
    this.#options.tables.root.resetReadTxn();
    const leases = group.flatMap((pending) => pending.leases ?? []);
    this.#options.onDurable(changes, leases);
    for (const pending of group) pending.done();
    this.#goOn();
  }

  /** Continues with waiting work. */
  #goOn(): void {
    this.#flushing = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const pending of waiting) this.#gather(pending);
    if (this.#gathered.length === 0) this.#rest();
  }

  /** The group was not written. LMDB has the reason in a separate promise. */
  #lost(group: readonly Pending[], error: unknown): void {
    const reason = error instanceof Error && 'commitError' in error ? error.commitError : error;
    Promise.resolve(reason).then(
      (actual) => this.#giveUp(group, actual),
      (actual: unknown) => this.#giveUp(group, actual),
    );
  }

  #giveUp(group: readonly Pending[], error: unknown): void {
    const failure = this.#fail(error);
    for (const pending of [...group, ...this.#gathered, ...this.#waiting]) pending.failed(failure);
    this.#gathered = [];
    this.#waiting = [];
    this.#flushing = false;
    this.#rest();
  }

  #fail(error: unknown): StoreFailedError {
    if (this.#failure) return this.#failure;
    const { directory, onFailure } = this.#options;
    this.#failure = new StoreFailedError(`cannot write to the store in ${directory}: ${messageOf(error)}`);
    onFailure(this.#failure);
    return this.#failure;
  }

  #rest(): void {
    for (const resolve of this.#idle) resolve();
    this.#idle = [];
  }
}
