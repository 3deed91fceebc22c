/** The rows of the two tables, and common parts of statements. README.md describes the tables. */
import type { Entry, StoreChange, StoreEvent } from '@kubets/storage';
import type { Row } from './database.ts';

/** `replaced` of a current row: greater than all revisions, and a safe integer. */
export const current = Number.MAX_SAFE_INTEGER;
/** The supported `layout` of the tables. */
export const layout = 1;

export const keyBytes = (key: string): Buffer => Buffer.from(key, 'utf8');

/** The range of a prefix, after `last` if given, as `name >= from AND name < to`. Keys contain no byte 0xff. */
export function rangeOf(prefix: string, last?: string): { readonly from: Buffer; readonly to: Buffer } {
  const start = keyBytes(prefix);
  const to = start.length > 0 ? Buffer.from(start) : Buffer.from([0xff]);
  if (start.length > 0) to.writeUInt8(to.readUInt8(to.length - 1) + 1, to.length - 1);
  const next = last === undefined ? undefined : Buffer.concat([keyBytes(last), Buffer.alloc(1)]);
  return { from: next && next.compare(start) > 0 ? next : start, to };
}

/** The range of one key. */
export function rangeOfKey(key: string): { readonly from: Buffer; readonly to: Buffer } {
  const from = keyBytes(key);
  return { from, to: Buffer.concat([from, Buffer.alloc(1)]) };
}

export interface Bounds {
  /** The newest revision, and the first revision of history. */
  readonly head: number;
  readonly compacted: number;
}

/** One consistent statement: the bounds in the first row, then the result of `select` with the same columns. */
export function withBounds(columns: readonly string[], select: string): string {
  const none = columns.map((column) => `NULL AS ${column}`).join(', ');
  return `(SELECT revision AS head, compacted, ${none} FROM kubets_store) UNION ALL (${select})`;
}

/** Parses the result of such a statement, whose rows have no guaranteed order. */
export function splitBounds(rows: readonly Row[]): { readonly bounds: Bounds; readonly found: readonly Row[] } {
  const bounds = rows.find((row) => row['head'] !== null);
  return {
    bounds: { head: Number(bounds?.['head']), compacted: Number(bounds?.['compacted']) },
    found: rows.filter((row) => row['head'] === null),
  };
}

const text = (bytes: unknown): string => (bytes as Buffer).toString('utf8');

export function entryOf(row: Row): Entry {
  return {
    key: text(row['name']),
    value: row['value'] as Buffer,
    revision: Number(row['revision']),
    created: Number(row['created']),
  };
}

const nothing = new Uint8Array(0);

/** A row of the log: `value` is null for a delete; `previous_…` are null if there was no previous entry. */
function eventOf(row: Row): StoreEvent {
  const key = text(row['name']);
  const value = row['value'] as Buffer | null;
  const previousValue = row['previous_value'] as Buffer | null;
  return {
    type: value === null ? 'delete' : 'put',
    key,
    revision: Number(row['revision']),
    value: value ?? nothing,
    ...(previousValue === null
      ? {}
      : {
          previous: {
            key,
            value: previousValue,
            revision: Number(row['previous_revision']),
            created: Number(row['previous_created']),
          },
        }),
  };
}

/** Converts rows of the log to changes. */
export function changesOf(rows: readonly Row[]): readonly StoreChange[] {
  const changes: { revision: number; events: StoreEvent[] }[] = [];
  for (const row of rows) {
    const event = eventOf(row);
    const last = changes.at(-1);
    if (last?.revision === event.revision) last.events.push(event);
    else changes.push({ revision: event.revision, events: [event] });
  }
  return changes;
}
