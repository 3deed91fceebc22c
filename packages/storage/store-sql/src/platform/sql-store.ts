/**
 * The engine for a SQL database that several servers share. Every version of a key is a row (README.md). Commits use SqlGroupCommit. A
 * tail reads the log for commits of other servers and feeds the watches.
 */
import { type Clock, type Logger, messageOf, silentLogger, spawn } from '@kubets/base';
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
  type StoreWatch,
  type WatchRequest,
} from '@kubets/storage';
import { checkCommit, expiryOf, exportAt, isStorableKey, RemoteFeed } from '@kubets/storage/engine';
import { patiently, type SqlDatabase } from './database.ts';
import { SqlGroupCommit } from './group-commit.ts';
import { readBounds, readCount, readEntries, readLeases, readLog } from './reads.ts';
import { current, entryOf, layout, rangeOf, rangeOfKey } from './tables.ts';

export interface SqlStoreOptions {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly log?: Logger;
}

/** Batch sizes of reads, lease expiry and deletes; the interval of lease checks (milliseconds). */
const pageSize = 1000;
const sweepSize = 500;
const deleteSize = 1000;
const sweepIntervalMs = 1000;

class SqlStore implements Store {
  readonly #database: SqlDatabase;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #commits: SqlGroupCommit;
  readonly #feed: RemoteFeed;
  readonly #stop = new AbortController();
  readonly #loops: readonly Promise<void>[];
  #wake: (() => void) | undefined;
  #woken = false;
  #closing: Promise<void> | undefined;

  constructor({ database, clock, log = silentLogger }: SqlStoreOptions, head: number) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#commits = new SqlGroupCommit(database, clock, (changes) => this.#onCommitted(changes));
    this.#feed = new RemoteFeed(
      {
        newest: () => this.revision(),
        past: (prefix, after, through) => patiently(clock, () => readLog(database, rangeOf(prefix), after, through)),
        hurry: () => this.#rouse(),
      },
      head,
    );
    const loops = [this.#followTail(), this.#endLeases(), this.#listen()];
    this.#loops = loops.map((loop) =>
      spawn(
        () => loop,
        (error) => log.error('the store cannot follow the database', { error: messageOf(error) }),
      ),
    );
  }

  async revision(): Promise<number> {
    return (await this.#read(() => readBounds(this.#database))).head;
  }

  async get(key: string, revision?: number): Promise<Entry | undefined> {
    if (!isStorableKey(key)) return undefined;
    return (await this.#read(() => readEntries(this.#database, rangeOfKey(key), 1, revision))).entries[0];
  }

  async list(request: ListRequest): Promise<ListPage> {
    const { prefix, limit = Infinity } = request;
    if (prefix !== '' && !isStorableKey(prefix)) {
      return { entries: [], revision: request.revision ?? (await this.revision()), more: false };
    }
    const entries: Entry[] = [];
    let { after, revision } = request;
    for (;;) {
      const size = Math.min(pageSize, limit - entries.length);
      const range = rangeOf(prefix, after);
      const page = await this.#read(() => readEntries(this.#database, range, size + 1, revision));
      const more = page.entries.length > size;
      for (const entry of more ? page.entries.slice(0, -1) : page.entries) entries.push(entry);
      revision = page.revision;
      after = entries.at(-1)?.key;
      if (!more || entries.length >= limit) return { entries, revision, more };
    }
  }

  async count(prefix: string): Promise<number> {
    if (prefix !== '' && !isStorableKey(prefix)) return 0;
    return this.#read(() => readCount(this.#database, rangeOf(prefix)));
  }

  async commit(commit: Commit): Promise<CommitResult> {
    checkCommit(commit);
    return this.#commits.commit(commit);
  }

  watch(request: WatchRequest): StoreWatch {
    return this.#feed.watch(request);
  }

  async compact(revision: number): Promise<void> {
    await this.#read(() =>
      this.#database.transaction(async (session) => {
        const [store] = await session.rows('SELECT revision, compacted FROM kubets_store WHERE id = 1 FOR UPDATE');
        const head = Number(store?.['revision']);
        if (revision > head) return new FutureRevisionError(revision, head);
        if (revision > Number(store?.['compacted'])) {
          await session.change(`UPDATE kubets_store SET compacted = ${revision} WHERE id = 1`);
        }
        return undefined;
      }),
    ).then((failure) => {
      if (failure) throw failure;
    });
    this.#feed.compacted(revision);
    const statement = this.#database.deleteSome('kubets_entries', `replaced <= ${revision}`, deleteSize);
    while ((await this.#read(() => this.#database.change(statement))) >= deleteSize);
  }

  async export(): Promise<StoreContent> {
    const { revision, leases } = await this.#read(() => readLeases(this.#database));
    return exportAt(this, revision, leases, this.#clock.now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    this.#stop.abort();
    this.#feed.close();
    this.#rouse();
    await this.#commits.close();
    await Promise.all(this.#loops);
    await this.#database[Symbol.asyncDispose]();
  }

  #read<T>(task: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new StoreFailedError('the store is closed');
    return patiently(this.#clock, task);
  }

  /** Commits of this server are not read again, unless commits of other servers are between them. */
  #onCommitted(changes: readonly StoreChange[]): void {
    if (changes[0]?.revision === this.#feed.head + 1) this.#feed.publish(changes);
    else this.#rouse();
  }

  #rouse(): void {
    this.#woken = true;
    this.#wake?.();
  }

  async #listen(): Promise<void> {
    await this.#database.listen?.(() => this.#rouse(), this.#stop.signal);
  }

  async #followTail(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#woken = false;
      try {
        await this.#readTail();
      } catch (error) {
        if (signal.aborted) return;
        this.#log.warn('cannot read the log of the database, will retry', {
          error: messageOf(error),
          revision: this.#feed.head,
        });
      }
      if (!this.#woken && !signal.aborted) await this.#pause();
    }
  }

  /** Waits for a notification or the polling interval. */
  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = this.#clock.setTimer(this.#database.pollInterval, resolve);
    await promise;
    timer.cancel();
    this.#wake = undefined;
  }

  async #readTail(): Promise<void> {
    for (;;) {
      const after = this.#feed.head;
      const { head, compacted } = await readBounds(this.#database);
      if (head < after) return this.#restart(head, `the revision of the database decreased from ${after} to ${head}`);
      if (this.#feed.head >= head) return;
      if (after < compacted)
        return this.#restart(compacted, `revisions up to ${compacted} were compacted before this server read them`);
      const { steps } = await readLog(this.#database, rangeOf(''), this.#feed.head, head);
      this.#feed.publish(steps);
    }
  }

  /** Ends all watches, which must list again. */
  #restart(head: number, why: string): void {
    this.#log.error('all watches must list again', { reason: why });
    this.#feed.restart(head, new CompactedError(head));
  }

  /** All servers check leases. The first one ends an expired lease, and the commits of the others fail. */
  async #endLeases(): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      await this.#clock.sleep(sweepIntervalMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const rows = await this.#database.rows(
          `SELECT name, value, revision, created FROM kubets_entries
            WHERE expires <= ${Math.floor(this.#clock.now())} AND replaced = ${current} LIMIT ${sweepSize}`,
        );
        const expired = rows.map(entryOf).map(({ key, revision }) => expiryOf({ key, revision, expires: 0 }));
        await Promise.all(expired.map((commit) => this.#commits.commit(commit)));
      } catch (error) {
        if (!signal.aborted) this.#log.warn('cannot end expired leases, will retry', { error: messageOf(error) });
      }
    }
  }
}

/** Creates missing tables, and refuses tables with another layout. */
export async function prepareTables(database: SqlDatabase, clock: Clock): Promise<number> {
  await patiently(clock, () => database.createTables());
  const [store] = await database.rows('SELECT layout, revision FROM kubets_store WHERE id = 1');
  if (store?.['layout'] !== layout)
    throw new StoreFailedError(
      `the tables have layout ${store?.['layout']}, but this version of kubets supports only ${layout}`,
    );
  return Number(store['revision']);
}

/** Creates missing tables. Rejects with StoreFailedError or StoreUnavailableError. Takes ownership of the database. */
export async function openSqlStore(options: SqlStoreOptions): Promise<Store> {
  const { database, clock } = options;
  try {
    return new SqlStore(options, await prepareTables(database, clock));
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}
