/** Our commits and reads in etcd's words, and its answers in ours: revisions shifted by the store's offset. Pure. */
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

/** As a range, all keys of all kinds: a key of one zero byte up to an end of one zero byte. */
export const allKeys = { key: Buffer.alloc(1), range_end: Buffer.alloc(1) };

/** No key of ours begins with this byte, since none is UTF-8: what the engine notes for itself is beyond all of them. */
const reservedByte = 0xff;
const ownEnd = Buffer.from([reservedByte]);

export const isReserved = (key: Uint8Array): boolean => key[0] === reservedByte;
/** What this store was restored from (`restore-mark.ts`). */
export const restoreKey = Buffer.concat([ownEnd, keyBytes('kubets/restore')]);

/** The keys of a prefix, after `last` where that is given. UTF-8 has no byte 0xff, so the last byte can go up. */
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

/** Keys not there have revision 0 in etcd, too. A refusal answers with what stands at every expectation. */
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

/** The event, or undefined when what stood there before has been compacted away. */
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
 * Events as changes, one per revision; undefined when one of them lost its past to a compaction. What is reserved makes
 * a change without events: its revision has come.
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
