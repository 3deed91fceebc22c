/**
 * The rows of an LMDB store, byte by byte. Four tables, numbers big-endian so that they sort:
 *
 * | table     | key                         | value                                                          |
 * | --------- | --------------------------- | -------------------------------------------------------------- |
 * | `current` | key                         | record: what the key holds, or that it was deleted (tombstone) |
 * | `undo`    | key length, key, revision   | record: what the key held before the commit of that revision   |
 * | `log`     | revision                    | the keys which that commit wrote                               |
 * | `leases`  | expiry, revision, key       | nothing                                                        |
 *
 * A key as of revision R is its current record if that is not newer than R, otherwise the first undo record after R (the
 * key did not exist when there is none, or when that record is newer than R itself). Everything that compaction forgets
 * is named by the log rows it deletes: their undo rows, and their tombstones where no later commit wrote the key.
 */
import type { Entry, StoreEvent } from '@kubets/storage';
import type { Lease } from '@kubets/storage/engine';

/** Revisions and times take six bytes: enough for 2^48. */
const numberSize = 6;
const recordHeader = 1 + 2 * numberSize;
const tombstone = 1;

export interface StoredRecord {
  /** The revision that wrote the record. */
  readonly revision: number;
  /** Undefined for a tombstone. */
  readonly entry: Entry | undefined;
}

export function numberKey(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(numberSize);
  bytes.writeUIntBE(value, 0, numberSize);
  return bytes;
}

export function readNumberKey(bytes: Buffer): number {
  return bytes.readUIntBE(0, numberSize);
}

let lastKey = '';
let lastBytes = Buffer.alloc(0);

/** Must not be modified: a commit reads the bytes of a key several times and gets the same array. */
export function keyBytes(key: string): Buffer {
  if (key !== lastKey) {
    lastBytes = Buffer.from(key, 'utf8');
    lastKey = key;
  }
  return lastBytes;
}

export function undoKey(key: Buffer, revision: number): Buffer {
  const bytes = Buffer.allocUnsafe(2 + key.length + numberSize);
  bytes.writeUInt16BE(key.length, 0);
  key.copy(bytes, 2);
  bytes.writeUIntBE(revision, 2 + key.length, numberSize);
  return bytes;
}

export function encodeEntry(entry: Entry): Buffer {
  const bytes = Buffer.allocUnsafe(recordHeader + entry.value.length);
  bytes[0] = 0;
  bytes.writeUIntBE(entry.revision, 1, numberSize);
  bytes.writeUIntBE(entry.created, 1 + numberSize, numberSize);
  bytes.set(entry.value, recordHeader);
  return bytes;
}

export function encodeTombstone(revision: number): Buffer {
  const bytes = Buffer.alloc(recordHeader, 0);
  bytes[0] = tombstone;
  bytes.writeUIntBE(revision, 1, numberSize);
  return bytes;
}

/** The value is a view of `bytes`. */
export function decodeRecord(key: string, bytes: Buffer): StoredRecord {
  const revision = bytes.readUIntBE(1, numberSize);
  if (bytes[0] === tombstone) return { revision, entry: undefined };
  const created = bytes.readUIntBE(1 + numberSize, numberSize);
  return { revision, entry: { key, value: bytes.subarray(recordHeader), revision, created } };
}

/** The part of an event in the log. The values are in `current` and `undo`. */
export type LoggedEvent = Pick<StoreEvent, 'type' | 'key'>;

export function encodeLog(events: readonly LoggedEvent[]): Buffer {
  const keys = events.map(({ key }) => keyBytes(key));
  const log = Buffer.allocUnsafe(keys.reduce((sum, { length }) => sum + 3 + length, 0));
  let at = 0;
  for (const [index, bytes] of keys.entries()) {
    log[at] = events[index]?.type === 'delete' ? 1 : 0;
    log.writeUInt16BE(bytes.length, at + 1);
    log.set(bytes, at + 3);
    at += 3 + bytes.length;
  }
  return log;
}

export function decodeLog(bytes: Buffer): readonly LoggedEvent[] {
  const events: LoggedEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 3 + bytes.readUInt16BE(at + 1);
    events.push({ type: bytes[at] === 1 ? 'delete' : 'put', key: bytes.toString('utf8', at + 3, end) });
    at = end;
  }
  return events;
}

export function leaseKey({ expires, revision, key }: Lease): Buffer {
  return Buffer.concat([numberKey(Math.ceil(expires)), numberKey(revision), keyBytes(key)]);
}

export function decodeLease(bytes: Buffer): Lease {
  return {
    expires: bytes.readUIntBE(0, numberSize),
    revision: bytes.readUIntBE(numberSize, numberSize),
    key: bytes.toString('utf8', 2 * numberSize),
  };
}
