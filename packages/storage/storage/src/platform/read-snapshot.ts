/** Reads a snapshot block by block and verifies its checksums. */
import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { messageOf } from '@kubets/base';
import { type ExportedEntry, StoreFailedError } from '../store.ts';
import {
  blockHeadSize,
  decodeRecords,
  digestSize,
  formatVersion,
  magic,
  maxBlockBytes,
  type SnapshotHeader,
  type SnapshotSummary,
  trailerSize,
} from './format.ts';

const decompress = promisify(zstdDecompress);
const maxLineLength = 4096;
const lineFeed = 0x0a;

const damaged = (why: string): StoreFailedError => new StoreFailedError(`the snapshot is damaged: ${why}`);
const cutShort = (): StoreFailedError => new StoreFailedError('the snapshot is truncated: its end is missing');

/** Reads a number of bytes from a stream of chunks, and hashes them. */
class Bytes {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #hash: Hash = createHash('sha256');
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Buffer> {
    const parts = [this.#held];
    let length = this.#held.length;
    while (length < count) {
      const part = await this.#next();
      if (part === undefined) throw cutShort();
      parts.push(part);
      length += part.length;
    }
    this.#held = parts.length === 1 ? this.#held : Buffer.concat(parts, length);
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  /** Like {@link take}, and adds the bytes to the checksum of the file. */
  async takeHashed(count: number): Promise<Buffer> {
    const taken = await this.take(count);
    this.#hash.update(taken);
    return taken;
  }

  /** A line without its line feed; undefined if it is too long. */
  async line(): Promise<string | undefined> {
    let end = this.#held.indexOf(lineFeed);
    while (end < 0 && this.#held.length < maxLineLength) {
      const part = await this.#next();
      if (part === undefined) return undefined;
      this.#held = Buffer.concat([this.#held, part]);
      end = this.#held.indexOf(lineFeed);
    }
    return end < 0 ? undefined : (await this.takeHashed(end + 1)).toString('utf8', 0, end);
  }

  async atEnd(): Promise<boolean> {
    return this.#held.length === 0 && (await this.#next()) === undefined;
  }

  digest(): Buffer {
    return this.#hash.digest();
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(): Promise<Buffer | undefined> {
    const { done, value } = await this.#chunks.next();
    return done ? undefined : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
}

async function readHeader(bytes: Bytes): Promise<SnapshotHeader> {
  const first = (await bytes.line()) ?? '';
  if (!first.startsWith(magic)) throw new StoreFailedError('this is not a snapshot of kubets');
  const version = first.slice(magic.length);
  if (version !== String(formatVersion))
    throw new StoreFailedError(
      `the snapshot has format ${version}, but this version of kubets supports only ${formatVersion}`,
    );
  const line = await bytes.line();
  if (line === undefined) throw cutShort();
  let header: Partial<SnapshotHeader>;
  try {
    header = JSON.parse(line);
  } catch {
    throw damaged('its header is invalid');
  }
  const { revision, created, compression } = header;
  if (!Number.isSafeInteger(revision) || typeof created !== 'string' || compression !== 'zstd')
    throw damaged('its header is invalid');
  return { revision: revision ?? 0, created, compression };
}

async function unpacked(head: Buffer, packed: Buffer, number: number): Promise<readonly ExportedEntry[]> {
  const expected = head.subarray(8, blockHeadSize);
  if (!createHash('sha256').update(packed).digest().equals(expected))
    throw damaged(`block ${number} does not match its checksum`);
  const size = head.readUInt32BE(4);
  let raw: Buffer;
  try {
    raw = await decompress(packed, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    throw damaged(`block ${number} cannot be decompressed (${messageOf(error)})`);
  }
  const entries = raw.length === size ? decodeRecords(raw) : undefined;
  if (entries === undefined) throw damaged(`block ${number} is invalid`);
  return entries;
}

export interface Snapshot {
  readonly header: SnapshotHeader;
  /** Can be read once. Everything is verified only at the end. Rejects with StoreFailedError if the snapshot is damaged. */
  readonly pages: AsyncIterable<readonly ExportedEntry[]>;
  /** Available after `pages` were read to their end. */
  summary(): SnapshotSummary;
}

class SnapshotReader {
  readonly #bytes: Bytes;
  readonly #header: SnapshotHeader;
  #keys = 0;
  #size = 0;
  #summary: SnapshotSummary | undefined;

  constructor(bytes: Bytes, header: SnapshotHeader) {
    this.#bytes = bytes;
    this.#header = header;
  }

  summary(): SnapshotSummary {
    if (this.#summary === undefined) throw damaged('it was not read to its end');
    return this.#summary;
  }

  async *pages(): AsyncGenerator<readonly ExportedEntry[], void> {
    const bytes = this.#bytes;
    try {
      for (let number = 1; ; number++) {
        const length = await bytes.takeHashed(4);
        const packedSize = length.readUInt32BE(0);
        if (packedSize === 0) break;
        const head = Buffer.concat([length, await bytes.takeHashed(blockHeadSize - 4)]);
        if (packedSize > maxBlockBytes || head.readUInt32BE(4) > maxBlockBytes)
          throw damaged(`block ${number} is too large`);
        const entries = await unpacked(head, await bytes.takeHashed(packedSize), number);
        this.#count(entries);
        yield entries;
      }
      await this.#end();
    } finally {
      await bytes.close();
    }
  }

  #count(entries: readonly ExportedEntry[]): void {
    this.#keys += entries.length;
    for (const { key, value } of entries) this.#size += Buffer.byteLength(key) + value.length;
  }

  async #end(): Promise<void> {
    const bytes = this.#bytes;
    const counts = await bytes.takeHashed(trailerSize - 4 - digestSize);
    const hash = bytes.digest();
    if (!(await bytes.take(digestSize)).equals(hash)) throw damaged('its checksum does not match');
    if (!(await bytes.atEnd())) throw damaged('it has data after its end');
    if (counts.readBigUInt64BE(0) !== BigInt(this.#keys) || counts.readBigUInt64BE(8) !== BigInt(this.#size))
      throw damaged('the number of entries does not match');
    this.#summary = { ...this.#header, keys: this.#keys, size: this.#size, hash: hash.toString('hex') };
  }
}

/** Reads the header. Rejects with StoreFailedError if the file is not a snapshot, or has another format. */
export async function readSnapshot(source: AsyncIterable<Uint8Array>): Promise<Snapshot> {
  const bytes = new Bytes(source);
  try {
    const header = await readHeader(bytes);
    const reader = new SnapshotReader(bytes, header);
    return { header, pages: reader.pages(), summary: () => reader.summary() };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}
