/**
 * The snapshot format: a store at one revision, independent of its engine. Numbers are big-endian.
 *
 * | part    | bytes                                                                                              |
 * | ------- | -------------------------------------------------------------------------------------------------- |
 * | magic   | `kubets snapshot 1` and a line feed; the number is the format's                                    |
 * | header  | one line of JSON: `revision`, `created` (RFC 3339), `compression` (`zstd`)                         |
 * | blocks  | each: length packed (4), length unpacked (4), SHA-256 of the packed bytes (32), the packed bytes   |
 * | trailer | 0 (4), how many entries (8), bytes of their keys and values (8), SHA-256 of all bytes before (32)  |
 *
 * A block unpacks to entries in the order of keys, each: key length (2), key, revision (6), created (6), seconds its
 * lease had left or 0 (4), value length (4), value.
 */
import type { ExportedEntry } from '../store.ts';

export const magic = 'kubets snapshot ';
export const formatVersion = 1;

export interface SnapshotHeader {
  readonly revision: number;
  /** The time of creation, RFC 3339. */
  readonly created: string;
  readonly compression: 'zstd';
}

/** The totals of a snapshot. */
export interface SnapshotSummary extends SnapshotHeader {
  readonly keys: number;
  /** Uncompressed bytes of keys and values. */
  readonly size: number;
  /** SHA-256 of the file without this hash, in hexadecimal. */
  readonly hash: string;
}

export const digestSize = 32;
export const blockHeadSize = 8 + digestSize;
export const trailerSize = 4 + 16 + digestSize;
/** The target size of a block. A block with a single entry may be larger, up to the limit. */
export const blockSize = 2 ** 20;
export const maxBlockBytes = 2 ** 28;

/** A revision and a time of creation take six bytes each: enough for 2^48. */
const numberSize = 6;
const fixedSize = 2 + 2 * numberSize + 4 + 4;

export function encodeRecord({ key, value, revision, created, leaseSeconds = 0 }: ExportedEntry): Buffer {
  const name = Buffer.from(key, 'utf8');
  const bytes = Buffer.allocUnsafe(fixedSize + name.length + value.length);
  let at = bytes.writeUInt16BE(name.length, 0);
  at += name.copy(bytes, at);
  at = bytes.writeUIntBE(revision, at, numberSize);
  at = bytes.writeUIntBE(created, at, numberSize);
  at = bytes.writeUInt32BE(Math.min(leaseSeconds, 2 ** 32 - 1), at);
  at = bytes.writeUInt32BE(value.length, at);
  bytes.set(value, at);
  return bytes;
}

/** The entries of an uncompressed block; undefined if it is invalid. */
export function decodeRecords(block: Buffer): readonly ExportedEntry[] | undefined {
  const entries: ExportedEntry[] = [];
  let at = 0;
  while (at < block.length) {
    if (at + fixedSize > block.length) return undefined;
    const keyEnd = at + 2 + block.readUInt16BE(at);
    const valueStart = keyEnd + fixedSize - 2;
    if (valueStart > block.length) return undefined;
    const valueEnd = valueStart + block.readUInt32BE(valueStart - 4);
    if (valueEnd > block.length) return undefined;
    const leaseSeconds = block.readUInt32BE(valueStart - 8);
    entries.push({
      key: block.toString('utf8', at + 2, keyEnd),
      revision: block.readUIntBE(keyEnd, numberSize),
      created: block.readUIntBE(keyEnd + numberSize, numberSize),
      ...(leaseSeconds === 0 ? {} : { leaseSeconds }),
      value: block.subarray(valueStart, valueEnd),
    });
    at = valueEnd;
  }
  return entries;
}
