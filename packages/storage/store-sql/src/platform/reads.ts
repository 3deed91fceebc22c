/** Reads of entries at a revision, and of the log. Each is one statement and therefore consistent. */
import { CompactedError, type Entry, FutureRevisionError, type StoreChange } from '@kubets/storage';
import type { Lease, Stretch } from '@kubets/storage/engine';
import type { SqlDatabase } from './database.ts';
import { type Bounds, changesOf, current, entryOf, splitBounds, withBounds } from './tables.ts';

interface KeyRange {
  readonly from: Buffer;
  readonly to: Buffer;
}

/** How many rows of the log are read at a time. */
const logLimit = 256;

const entryColumns = ['name', 'value', 'revision', 'created'] as const;
const previousColumns = ['previous_value', 'previous_revision', 'previous_created'] as const;

function checkReadable(revision: number, { head, compacted }: Bounds): void {
  if (revision > head) throw new FutureRevisionError(revision, head);
  if (revision < compacted) throw new CompactedError(compacted);
}

/** At most `limit` entries in order, and the revision of the read. */
export async function readEntries(
  database: SqlDatabase,
  { from, to }: KeyRange,
  limit: number,
  revision: number | undefined,
): Promise<{ readonly entries: readonly Entry[]; readonly revision: number }> {
  const standing =
    revision === undefined ? `replaced = ${current}` : `revision <= ${revision} AND replaced > ${revision}`;
  const select = `SELECT NULL, NULL, ${entryColumns.join(', ')} FROM kubets_entries
    WHERE name >= ? AND name < ? AND ${standing} ORDER BY name LIMIT ${limit}`;
  const { bounds, found } = splitBounds(await database.rows(withBounds(entryColumns, select), [from, to]));
  if (revision !== undefined) checkReadable(revision, bounds);
  // UNION does not guarantee an order.
  const rows = found.toSorted((a, b) => (a['name'] as Buffer).compare(b['name'] as Buffer));
  return { entries: rows.map(entryOf), revision: revision ?? bounds.head };
}

export async function readCount(database: SqlDatabase, { from, to }: KeyRange): Promise<number> {
  const [row] = await database.rows(
    `SELECT COUNT(*) AS count FROM kubets_entries WHERE name >= ? AND name < ? AND replaced = ${current}`,
    [from, to],
  );
  return Number(row?.['count']);
}

/** The newest revision, and its leases. */
export async function readLeases(
  database: SqlDatabase,
): Promise<{ readonly revision: number; readonly leases: readonly Lease[] }> {
  const select = `SELECT NULL, NULL, name, revision, expires FROM kubets_entries
    WHERE expires IS NOT NULL AND replaced = ${current}`;
  const { bounds, found } = splitBounds(await database.rows(withBounds(['name', 'revision', 'expires'], select)));
  const leases = found.map((row) => ({
    key: (row['name'] as Buffer).toString('utf8'),
    revision: Number(row['revision']),
    expires: Number(row['expires']),
  }));
  return { revision: bounds.head, leases };
}

export async function readBounds(database: SqlDatabase): Promise<Bounds> {
  return splitBounds(await database.rows('SELECT revision AS head, compacted FROM kubets_store')).bounds;
}

function logStatement(after: number, through: number, limit: number): string {
  const columns = [...entryColumns, 'ordinal', ...previousColumns];
  const select = `SELECT NULL, NULL, ${entryColumns.map((column) => `e.${column}`).join(', ')}, e.ordinal,
      p.value, p.revision, p.created
    FROM kubets_entries e
    LEFT JOIN kubets_entries p ON p.name = e.name AND p.replaced = e.revision AND p.revision < e.revision
    WHERE e.revision > ${after} AND e.revision <= ${through} AND e.name >= ? AND e.name < ?
    ORDER BY e.revision, e.ordinal LIMIT ${limit}`;
  return withBounds(columns, select);
}

/** Some of the changes after `after` up to `through`, in whole revisions. Throws CompactedError. */
export async function readLog(
  database: SqlDatabase,
  { from, to }: KeyRange,
  after: number,
  through: number,
  limit = logLimit,
): Promise<Stretch<StoreChange> & { readonly head: number }> {
  const { bounds, found } = splitBounds(await database.rows(logStatement(after, through, limit), [from, to]));
  const { head, compacted } = bounds;
  if (after < compacted) throw new CompactedError(compacted);
  const order = (row: (typeof found)[number]): number => Number(row['revision']) * 2 ** 20 + Number(row['ordinal']);
  const steps = changesOf(found.toSorted((a, b) => order(a) - order(b)));
  if (found.length < limit) return { steps, through: Math.min(through, head), head };
  // The last revision may continue beyond the limit.
  const whole = steps.slice(0, -1);
  const last = whole.at(-1);
  if (last === undefined) return readLog(database, { from, to }, after, through, limit * 4);
  return { steps: whole, through: last.revision, head };
}
