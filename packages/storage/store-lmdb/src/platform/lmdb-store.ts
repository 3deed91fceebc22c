/** The embedded engine: one LMDB file with all revisions until compaction. Commits are durable before they resolve. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, type Logger, Mutex, messageOf, silentLogger, spawn } from '@kubets/base';
import {
  type Commit,
  type CommitResult,
  CompactedError,
  type Entry,
  FutureRevisionError,
  type ListPage,
  type ListRequest,
  type Store,
  type StoreChange,
  type StoreContent,
  StoreFailedError,
  type StoreSpace,
  type StoreWatch,
  type WatchRequest,
} from '@kubets/storage';
import {
  ChangeFeed,
  checkCommit,
  checkWanted,
  expiryOf,
  exportAt,
  isStorableKey,
  type Lease,
  LeaseKeeper,
} from '@kubets/storage/engine';
import { compactTo } from './compaction.ts';
import { clearCopies, defragment } from './defragment.ts';
import { lockDirectory } from './directory-lock.ts';
import { DiskRoom } from './disk-room.ts';
import { GroupCommit } from './group-commit.ts';
import { defaultQuotaBytes, Quota } from './quota.ts';
import { readChanges, readCount, readEntry, readHead, readList } from './reads.ts';
import { decodeLease, leaseKey, readNumberKey } from './records.ts';
import { checkStoreFile, fileName, markComplete } from './store-file.ts';
import { compactedKey, openTables, spaceOf, type Tables } from './tables.ts';

export interface LmdbStoreOptions {
  /** The data directory, which is created if it does not exist. One process at a time can use it. */
  readonly path: string;
  /** The initial address space in bytes, which grows automatically. Default 1 GiB. Only used pages take memory. */
  readonly mapSize?: number;
  /** The quota in bytes. Puts that exceed it are refused with SpaceExceededError. Default 2 GiB. */
  readonly quota?: number;
  readonly clock: Clock;
  readonly log?: Logger;
  /** Called once when the store can no longer write. Reads still work. */
  onFailure?(error: StoreFailedError): void;
}

const firstRevision = 1;
const defaultMapSize = 2 ** 30;

class LmdbStore implements Store {
  readonly #tables: Tables;
  readonly #lock: Disposable;
  readonly #commits: GroupCommit;
  readonly #feed: ChangeFeed;
  readonly #leases: LeaseKeeper;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #room: DiskRoom;
  readonly #quota: Quota;
  readonly #options: LmdbStoreOptions;
  /** Only one compaction or defragmentation runs at a time. */
  readonly #upkeep = new Mutex();
  /** History begins at this revision. */
  #compacted: number;
  #closing: Promise<void> | undefined;
  #failed = false;

  constructor(options: LmdbStoreOptions, tables: Tables, lock: Disposable) {
    const { path, clock, log = silentLogger } = options;
    this.#options = options;
    this.#tables = tables;
    this.#lock = lock;
    this.#clock = clock;
    this.#log = log;
    this.#room = new DiskRoom(path, clock);
    this.#quota = new Quota({ quota: this.#quotaBytes, clock, log, measure: () => spaceOf(tables).used });
    const compacted = tables.meta.get(compactedKey);
    this.#compacted = compacted ? readNumberKey(compacted) : firstRevision;
    this.#commits = new GroupCommit({
      tables,
      directory: path,
      head: readHead(tables, this.#compacted),
      onDurable: (changes, leases) => this.#onDurable(changes, leases),
      onFailure: (error) => {
        this.#failed = true;
        log.error('the store can no longer write', { error: error.message });
        options.onFailure?.(error);
      },
    });
    this.#feed = new ChangeFeed({
      head: () => this.#commits.head,
      read: (revision) => this.#changesAfter(revision),
    });
    this.#leases = new LeaseKeeper(clock, (lease) => this.#expire(lease));
    for (const key of tables.leases.getKeys()) this.#leases.hold(decodeLease(key));
  }

  async revision(): Promise<number> {
    return this.#commits.head;
  }

  async get(key: string, revision?: number): Promise<Entry | undefined> {
    const at = this.#readable(revision);
    return isStorableKey(key) ? readEntry(this.#tables, key, at) : undefined;
  }

  async list(request: ListRequest): Promise<ListPage> {
    const at = this.#readable(request.revision);
    const { prefix } = request;
    const possible = prefix === '' || isStorableKey(prefix);
    return possible ? readList(this.#tables, request, at) : { entries: [], revision: at, more: false };
  }

  async count(prefix: string): Promise<number> {
    return readCount(this.#tables, prefix, this.#readable(undefined));
  }

  async commit(commit: Commit): Promise<CommitResult> {
    checkCommit(commit);
    // The commit is decided in this turn, and later ones depend on it.
    checkWanted(commit);
    this.#checkOpen();
    let bytes = 0;
    let puts = false;
    for (const operation of commit.apply) {
      if (operation.type !== 'put') continue;
      puts = true;
      bytes += operation.value.length;
    }
    if (puts) this.#quota.take(bytes);
    this.#room.take(bytes);
    return await this.#commits.commit(commit, this.#clock.now());
  }

  watch(request: WatchRequest): StoreWatch {
    return this.#feed.watch(request);
  }

  async compact(revision: number): Promise<void> {
    this.#readable(Math.max(revision, this.#compacted));
    this.#compacted = Math.max(revision, this.#compacted);
    const isWanted = (): boolean => this.#closing === undefined;
    await this.#upkeep.run(() => compactTo(this.#tables, this.#commits, this.#compacted, isWanted));
  }

  async export(): Promise<StoreContent> {
    return exportAt(this, this.#readable(undefined), this.#leases.held(), this.#clock.now());
  }

  space(): StoreSpace {
    this.#checkOpen();
    return { ...spaceOf(this.#tables), quota: this.#quotaBytes, exceeded: this.#quota.exceeded };
  }

  async defragment(): Promise<void> {
    this.#checkOpen();
    const { path, mapSize = defaultMapSize } = this.#options;
    const swap = async (): Promise<void> => {
      await defragment(this.#tables, path, mapSize);
      this.#commits.listen();
    };
    await this.#upkeep.run(() => this.#commits.pause(swap));
  }

  get #quotaBytes(): number {
    return this.#options.quota ?? defaultQuotaBytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    this.#leases[Symbol.dispose]();
    this.#feed.close();
    // The file is not closed while it is copied.
    await this.#upkeep.run(() => this.#commits.settled());
    // After a failed write, the memory of LMDB may be corrupt, and closing it could crash the process.
    if (!this.#failed) await this.#tables.root.close();
    this.#lock[Symbol.dispose]();
  }

  #checkOpen(): void {
    if (this.#closing) throw new StoreFailedError('the store is closed');
  }

  /** The revision of a read. */
  #readable(revision: number | undefined): number {
    this.#checkOpen();
    const { head } = this.#commits;
    if (revision === undefined) return head;
    if (revision > head) throw new FutureRevisionError(revision, head);
    if (revision < this.#compacted) throw new CompactedError(this.#compacted);
    return revision;
  }

  #changesAfter(revision: number): { readonly steps: readonly StoreChange[]; readonly through: number } {
    if (revision < this.#compacted) throw new CompactedError(this.#compacted);
    return readChanges(this.#tables, revision, this.#commits.head);
  }

  #onDurable(changes: readonly StoreChange[], leases: readonly Lease[]): void {
    for (const lease of leases) this.#leases.hold(lease);
    for (const change of changes) this.#feed.publish(change);
  }

  #expire(lease: Lease): void {
    const end = async (): Promise<void> => {
      await this.#commits.commit(expiryOf(lease), this.#clock.now());
      await this.#commits.maintain(() => [this.#tables.leases.remove(leaseKey(lease))]);
    };
    void spawn(end, (error) => this.#log.warn('cannot end a lease', { key: lease.key, error: messageOf(error) }));
  }
}

/**
 * Opens the store in a data directory. Rejects with StoreFailedError, whose message is for users, if the directory is in use or not
 * writable, or contains a damaged or foreign file.
 */
export async function openLmdbStore(options: LmdbStoreOptions): Promise<Store> {
  const { path, mapSize = defaultMapSize } = options;
  let lock: Disposable | undefined;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    lock = lockDirectory(path);
    checkStoreFile(path);
    clearCopies(path);
    const tables = await openTables(join(path, fileName), mapSize);
    markComplete(path);
    return new LmdbStore(options, tables, lock);
  } catch (error) {
    lock?.[Symbol.dispose]();
    if (error instanceof StoreFailedError) throw error;
    throw new StoreFailedError(`cannot open the store in ${path}: ${messageOf(error)}`, { cause: error });
  }
}
