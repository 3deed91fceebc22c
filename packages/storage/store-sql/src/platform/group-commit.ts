/**
 * All writes. Commits that arrive during a transaction form the next one. Each transaction first locks the row with the newest
 * revision, so that the commits of all servers have one order, revisions become visible in that order without gaps, and many commits
 * share one flush.
 */
import type { Clock } from '@kubets/base';
import {
  type Commit,
  CommitAbandonedError,
  type CommitResult,
  type Entry,
  type StoreChange,
  StoreFailedError,
} from '@kubets/storage';
import { keysOf } from '@kubets/storage/engine';
import { patiently, type SqlDatabase, type SqlSession } from './database.ts';
import { type GroupPlan, type NewRow, planGroup } from './group-plan.ts';
import { current, entryOf, keyBytes } from './tables.ts';

/** Limits of a transaction: commits, and bytes of their values (a MariaDB statement can have 16 MiB). */
const countLimit = 256;
const byteLimit = 4 * 1024 * 1024;
/** The maximum number of waiting commits. */
const waitingLimit = 100_000;

interface Pending {
  readonly commit: Commit;
  resolve(result: CommitResult): void;
  reject(error: unknown): void;
}

const sizeOf = ({ apply }: Commit): number =>
  apply.reduce((sum, each) => sum + (each.type === 'put' ? each.value.length : 0), 0);

export class SqlGroupCommit {
  readonly #database: SqlDatabase;
  readonly #clock: Clock;
  readonly #onCommitted: (changes: readonly StoreChange[]) => void;
  #waiting: Pending[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  /** @param onCommitted called for each transaction before its commits resolve. */
  constructor(database: SqlDatabase, clock: Clock, onCommitted: (changes: readonly StoreChange[]) => void) {
    this.#database = database;
    this.#clock = clock;
    this.#onCommitted = onCommitted;
  }

  commit(commit: Commit): Promise<CommitResult> {
    if (this.#closed) return Promise.reject(new StoreFailedError('the store is closed'));
    if (this.#waiting.length >= waitingLimit)
      return Promise.reject(new StoreFailedError('too many commits are waiting'));
    const { promise, resolve, reject } = Promise.withResolvers<CommitResult>();
    this.#waiting.push({ commit, resolve, reject });
    this.#running ??= this.#run();
    return promise;
  }

  /** Refuses further commits, and waits for pending ones. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    // Commits of the same turn share a transaction.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#write(this.#takeGroup());
    this.#running = undefined;
  }

  #takeGroup(): readonly Pending[] {
    let bytes = 0;
    let count = 0;
    for (const { commit } of this.#waiting) {
      bytes += sizeOf(commit);
      if (count > 0 && (count >= countLimit || bytes > byteLimit)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #write(group: readonly Pending[]): Promise<void> {
    try {
      const { made, plan } = await patiently(this.#clock, () =>
        this.#database.transaction((session) => this.#transact(session, group)),
      );
      if (plan.changes.length > 0) this.#onCommitted(plan.changes);
      for (const [index, result] of plan.results.entries()) made[index]?.resolve(result);
      if (made.length === group.length) return;
      for (const pending of group) if (!made.includes(pending)) pending.reject(new CommitAbandonedError());
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  /** `made`: the commits of the group that were not cancelled. */
  async #transact(
    session: SqlSession,
    group: readonly Pending[],
  ): Promise<{ readonly made: readonly Pending[]; readonly plan: GroupPlan }> {
    const [store] = await session.rows('SELECT revision FROM kubets_store WHERE id = 1 FOR UPDATE');
    const keys = new Set(group.flatMap(({ commit }) => [...keysOf(commit)]));
    const standing = await readStanding(session, [...keys]);
    const made = group.filter(({ commit }) => commit.wanted?.() !== false);
    const commits = made.map(({ commit }) => commit);
    const plan = planGroup(commits, Number(store?.['revision']), standing, this.#clock.now());
    if (plan.changes.length === 0) return { made, plan };
    await replaceRows(session, plan.replaced);
    await insertRows(session, plan.rows);
    await session.change(`UPDATE kubets_store SET revision = ${plan.head} WHERE id = 1`);
    await this.#database.announce?.(session);
    return { made, plan };
  }
}

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

async function readStanding(session: SqlSession, keys: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
  if (keys.length === 0) return new Map();
  const rows = await session.rows(
    `SELECT name, value, revision, created FROM kubets_entries
      WHERE replaced = ${current} AND name IN (${marks(keys.length)})`,
    keys.map(keyBytes),
  );
  return new Map(rows.map(entryOf).map((entry) => [entry.key, entry]));
}

async function replaceRows(session: SqlSession, replaced: ReadonlyMap<string, number>): Promise<void> {
  if (replaced.size === 0) return;
  const cases = [...replaced.values()].map((revision) => `WHEN ? THEN ${revision}`).join(' ');
  const names = [...replaced.keys()].map(keyBytes);
  await session.change(
    `UPDATE kubets_entries SET replaced = CASE name ${cases} ELSE replaced END, expires = NULL
      WHERE replaced = ${current} AND name IN (${marks(names.length)})`,
    [...names, ...names],
  );
}

export async function insertRows(session: SqlSession, rows: readonly NewRow[]): Promise<void> {
  const values: Uint8Array[] = [];
  const tuples = rows.map(({ key, revision, ordinal, replaced, created, expires, value }) => {
    values.push(keyBytes(key));
    if (value !== undefined) values.push(value);
    const lease = replaced === current ? (expires ?? 'NULL') : 'NULL';
    return `(?, ${revision}, ${ordinal}, ${replaced}, ${created}, ${lease}, ${value === undefined ? 'NULL' : '?'})`;
  });
  await session.change(
    `INSERT INTO kubets_entries (name, revision, ordinal, replaced, created, expires, value)
      VALUES ${tuples.join(', ')}`,
    values,
  );
}
