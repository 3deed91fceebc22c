/** Fills the tables with another store's content: one transaction, so nobody ever sees a part of it. */
import type { Clock } from '@kubets/base';
import { type ExportedEntry, type StoreContent, StoreFailedError } from '@kubets/storage';
import { groupsOf, leaseOfExported } from '@kubets/storage/engine';
import type { SqlDatabase, SqlSession } from './database.ts';
import { insertRows } from './group-commit.ts';
import type { NewRow } from './group-plan.ts';
import { prepareTables } from './sql-store.ts';
import { current } from './tables.ts';

export interface RestoreSqlOptions {
  /** Closed in the end. */
  readonly database: SqlDatabase;
  /** Deletes what is there, instead of refusing to. */
  readonly force?: boolean;
  readonly clock: Clock;
}

/** What a statement inserts at most: rows, and bytes of their values; and rows deleted at a time. */
const mostRows = 256;
const mostBytes = 2 ** 22;
const deleteSize = 1000;

/** The log has one row for each place in a revision; which operation of its commit wrote an entry is not known. */
function rowOf(entry: ExportedEntry, ordinal: number, now: number): NewRow {
  const { key, value, revision, created } = entry;
  const expires = leaseOfExported(entry, now)?.expires;
  return { key, value, revision, created, ordinal, expires, replaced: current };
}

async function fill(session: SqlSession, { database, force, clock }: RestoreSqlOptions, content: StoreContent) {
  const [store] = await session.rows('SELECT revision FROM kubets_store WHERE id = 1 FOR UPDATE');
  const head = Number(store?.['revision']);
  const [any] = await session.rows('SELECT revision FROM kubets_entries LIMIT 1');
  if (any !== undefined && force !== true)
    throw new StoreFailedError('there is a store in the database already: --force replaces it');
  const statement = database.deleteSome('kubets_entries', 'revision >= 0', deleteSize);
  while ((await session.change(statement)) >= deleteSize);
  let ordinal = 0;
  for await (const page of content.pages) {
    for (const group of groupsOf(page, { entries: mostRows, bytes: mostBytes })) {
      const rows = group.map((entry) => rowOf(entry, ordinal++, clock.now()));
      await insertRows(session, rows);
    }
  }
  // Servers that run on this database take it for a compaction past all they know, and read anew.
  const revision = Math.max(content.revision, head + 1);
  await session.change(`UPDATE kubets_store SET revision = ${revision}, compacted = ${revision} WHERE id = 1`);
  await database.announce?.(session);
}

/** Rejects with store errors, and whatever the content's reading rejects with: nothing is changed then. */
export async function restoreSqlStore(options: RestoreSqlOptions, content: StoreContent): Promise<void> {
  const { database, clock } = options;
  try {
    await prepareTables(database, clock);
    await database.transaction((session) => fill(session, options, content));
  } finally {
    await database[Symbol.asyncDispose]();
  }
}
