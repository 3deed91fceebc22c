/** Reads at a revision. LMDB may already contain newer commits that are not visible yet, which reads ignore. */
import { invariant } from '@kubets/base';
import type { Entry, ListPage, ListRequest, StoreChange, StoreEvent } from '@kubets/storage';
import {
  decodeLog,
  decodeRecord,
  keyBytes,
  type LoggedEvent,
  numberKey,
  readNumberKey,
  type StoredRecord,
  undoKey,
} from './records.ts';
import type { Tables } from './tables.ts';

/** How many commits are read from the log at a time. */
const readLimit = 128;
/** Sorts after every revision. */
const lastRevision = 2 ** 48 - 1;

/** The value that the first commit after `revision` replaced; undefined if there is none. */
function replacedAfter({ undo }: Tables, key: string, bytes: Buffer, revision: number): StoredRecord | undefined {
  const start = undoKey(bytes, revision + 1);
  for (const { value } of undo.getRange({ start, end: undoKey(bytes, lastRevision), limit: 1 })) {
    return decodeRecord(key, value);
  }
  return undefined;
}

/** The entry of the key at `revision`, given its current record. */
function asOf(tables: Tables, key: string, bytes: Buffer, record: StoredRecord, revision: number): Entry | undefined {
  if (record.revision <= revision) return record.entry;
  const replaced = replacedAfter(tables, key, bytes, revision);
  return replaced && replaced.revision <= revision ? replaced.entry : undefined;
}

export function readCurrent({ current }: Tables, key: string): StoredRecord | undefined {
  const bytes = current.get(keyBytes(key));
  return bytes && decodeRecord(key, bytes);
}

export function readEntry(tables: Tables, key: string, revision: number): Entry | undefined {
  const record = readCurrent(tables, key);
  return record && asOf(tables, key, keyBytes(key), record, revision);
}

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.length >= prefix.length && bytes.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
}

/** Visits the entries of a list in order until `visit` returns false. */
function scan(tables: Tables, request: ListRequest, revision: number, visit: (entry: Entry) => boolean): void {
  const prefix = keyBytes(request.prefix);
  const after = request.after === undefined ? undefined : Buffer.concat([keyBytes(request.after), Buffer.alloc(1)]);
  const start = after && after.compare(prefix) > 0 ? after : prefix;
  for (const { key: bytes, value } of tables.current.getRange(start.length > 0 ? { start } : {})) {
    if (!startsWith(bytes, prefix)) return;
    const key = bytes.toString('utf8');
    const entry = asOf(tables, key, bytes, decodeRecord(key, value), revision);
    if (entry && !visit(entry)) return;
  }
}

export function readList(tables: Tables, request: ListRequest, revision: number): ListPage {
  const { limit = Infinity } = request;
  const entries: Entry[] = [];
  let more = false;
  scan(tables, request, revision, (entry) => {
    more = entries.length >= limit;
    if (!more) entries.push(entry);
    return !more;
  });
  return { entries, revision, more };
}

export function readCount(tables: Tables, prefix: string, revision: number): number {
  let count = 0;
  scan(tables, { prefix }, revision, () => {
    count++;
    return true;
  });
  return count;
}

/** An event of the log with its values, which later commits may have moved. */
function fullEvent(tables: Tables, { type, key }: LoggedEvent, revision: number): StoreEvent {
  const bytes = keyBytes(key);
  const replaced = tables.undo.get(undoKey(bytes, revision));
  const previous = replaced && decodeRecord(key, replaced).entry;
  const base = { type, key, revision, ...(previous === undefined ? {} : { previous }) };
  if (type === 'delete') return { ...base, value: new Uint8Array(0) };
  const record = readCurrent(tables, key);
  const entry = record && asOf(tables, key, bytes, record, revision);
  invariant(entry?.revision === revision, `the value of ${key} that the log refers to is missing`);
  return { ...base, value: entry.value };
}

/** Some of the commits after `revision` up to `head`, and the revision of their end. */
export function readChanges(
  tables: Tables,
  revision: number,
  head: number,
): { readonly steps: readonly StoreChange[]; readonly through: number } {
  const steps: StoreChange[] = [];
  const range = { start: numberKey(revision + 1), end: numberKey(head + 1), limit: readLimit };
  for (const { key, value } of tables.log.getRange(range)) {
    const at = readNumberKey(key);
    steps.push({ revision: at, events: decodeLog(value).map((event) => fullEvent(tables, event, at)) });
  }
  return { steps, through: steps.length < readLimit ? head : (steps.at(-1)?.revision ?? head) };
}

/** The newest revision in the log, or the compacted revision. */
export function readHead({ log }: Tables, compacted: number): number {
  for (const key of log.getKeys({ start: numberKey(lastRevision), reverse: true, limit: 1 })) return readNumberKey(key);
  return compacted;
}
