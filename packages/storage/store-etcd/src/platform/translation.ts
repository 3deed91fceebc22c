/** Converts commits and reads to etcd requests, and its responses back, with shifted revisions. Pure. */
import { present } from '@kubets/base';
import type { Commit, CommitResult, Entry, Operation, StoreChange, StoreEvent } from '@kubets/storage';
import {
  deleteEvent,
  equal,
  type KeyValue,
  modRevision,
  type RequestOperation,
  type TxnRequest,
  type TxnResponse,
  type WatchEvent,
} from './messages.ts';
import type { RevisionShift } from './revision-shift.ts';

export const keyBytes = (key: string): Buffer => Buffer.from(key, 'utf8');
const keyOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/** The range of all keys: key and range end are one zero byte. */
export const allKeys = { key: Buffer.alloc(1), range_end: Buffer.alloc(1) };

/** The prefix of keys for internal use. No UTF-8 key starts with this byte. */
const reservedByte = 0xff;
const ownEnd = Buffer.from([reservedByte]);

export const isReserved = (key: Uint8Array): boolean => key[0] === reservedByte;
/** The key of the restore mark (`restore-mark.ts`). */
export const restoreKey = Buffer.concat([ownEnd, keyBytes('kubets/restore')]);

/** The range of a prefix, after `last` if given. UTF-8 has no byte 0xff, so the last byte can be incremented. */
export function rangeOf(prefix: string, last?: string): { readonly key: Buffer; readonly range_end: Buffer } {
  const start = keyBytes(prefix);
  const end = Buffer.from(start);
  if (end.length > 0) end.writeUInt8(end.readUInt8(end.length - 1) + 1, end.length - 1);
  const next = last === undefined ? undefined : Buffer.concat([keyBytes(last), Buffer.alloc(1)]);
  const key = next && next.compare(start) > 0 ? next : start;
  return { key: key.length > 0 ? key : allKeys.key, range_end: end.length > 0 ? end : ownEnd };
}

export function entryOf({ key, value, mod_revision, create_revision }: KeyValue, shift: RevisionShift): Entry {
  return { key: keyOf(key), value, revision: shift.told(mod_revision), created: shift.told(create_revision) };
}

/**
 * Keys that do not exist have revision 0 in etcd, too. A failed transaction returns the current entries of all
 * expectations.
 */
export function txnOf(
  commit: Commit,
  shift: RevisionShift,
  leaseOf: (operation: Operation) => number | undefined,
): TxnRequest {
  return {
    compare: commit.expect.map(({ key, revision }) => ({
      result: equal,
      target: modRevision,
      key: keyBytes(key),
      mod_revision: shift.expected(revision),
    })),
    success: commit.apply.map((operation): RequestOperation => {
      const key = keyBytes(operation.key);
      if (operation.type === 'delete') return { request_delete_range: { key } };
      const lease = leaseOf(operation);
      return { request_put: { key, value: operation.value, ...(lease === undefined ? {} : { lease }) } };
    }),
    failure: commit.expect.map(({ key }) => ({ request_range: { key: keyBytes(key) } })),
  };
}

export function resultOf(
  commit: Commit,
  { succeeded, header, responses }: TxnResponse,
  shift: RevisionShift,
): CommitResult {
  if (succeeded) return { committed: true, revision: shift.told(header.revision) };
  const standing = commit.expect.map(({ key, revision }, index) => {
    const found = responses[index]?.response_range?.kvs[0];
    return { key, revision, current: found && entryOf(found, shift) };
  });
  const broken = standing.find(({ revision, current }) => (current?.revision ?? 0) !== revision);
  const { key, current } = present(broken, 'the expectation that failed');
  return { committed: false, key, current };
}

const nothing = new Uint8Array(0);

/** The event, or undefined if the previous value was compacted. */
function eventOf({ type, kv, prev_kv }: WatchEvent, shift: RevisionShift): StoreEvent | undefined {
  const isDelete = type === deleteEvent;
  const hadPrevious = isDelete || kv.create_revision < kv.mod_revision;
  if (hadPrevious && prev_kv === null) return undefined;
  return {
    type: isDelete ? 'delete' : 'put',
    key: keyOf(kv.key),
    revision: shift.told(kv.mod_revision),
    value: isDelete ? nothing : kv.value,
    ...(prev_kv === null ? {} : { previous: entryOf(prev_kv, shift) }),
  };
}

/**
 * Converts events to changes, one per revision; undefined if a previous value was compacted. Internal keys make changes without
 * events.
 */
export function changesOf(events: readonly WatchEvent[], shift: RevisionShift): readonly StoreChange[] | undefined {
  const changes: { revision: number; events: StoreEvent[] }[] = [];
  for (const each of events) {
    if (isReserved(each.kv.key)) {
      changes.push({ revision: shift.told(each.kv.mod_revision), events: [] });
      continue;
    }
    const event = eventOf(each, shift);
    if (event === undefined) return undefined;
    const last = changes.at(-1);
    if (last?.revision === event.revision) last.events.push(event);
    else changes.push({ revision: event.revision, events: [event] });
  }
  return changes;
}
