/** Restores content into the tables, atomically in one transaction. */
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
  /** Deletes existing content. Otherwise the restore is refused. */
  readonly force?: boolean;
  readonly clock: Clock;
}

/** Limits of an INSERT: rows, and bytes of their values; and the number of rows deleted at a time. */
const maxRows = 256;
const maxStatementBytes = 2 ** 22;
const deleteSize = 1000;

/** The log has one row for each operation of a revision. The original operation of an entry is unknown. */
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
    throw new StoreFailedError('the database already contains a store: use --force to replace it');
  const statement = database.deleteSome('kubets_entries', 'revision >= 0', deleteSize);
  while ((await session.change(statement)) >= deleteSize);
  let ordinal = 0;
  for await (const page of content.pages) {
    for (const group of groupsOf(page, { entries: maxRows, bytes: maxStatementBytes })) {
      const rows = group.map((entry) => rowOf(entry, ordinal++, clock.now()));
      await insertRows(session, rows);
    }
  }
  // Running servers treat this as a compaction, and list again.
  const revision = Math.max(content.revision, head + 1);
  await session.change(`UPDATE kubets_store SET revision = ${revision}, compacted = ${revision} WHERE id = 1`);
  await database.announce?.(session);
}

/** Rejects with store errors, and with errors of reading the content. The database is then unchanged. */
export async function restoreSqlStore(options: RestoreSqlOptions, content: StoreContent): Promise<void> {
  const { database, clock } = options;
  try {
    await prepareTables(database, clock);
    await database.transaction((session) => fill(session, options, content));
  } finally {
    await database[Symbol.asyncDispose]();
  }
}
