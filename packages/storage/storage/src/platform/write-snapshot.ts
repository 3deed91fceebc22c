/** Encodes a store's content as a snapshot, as a stream that never has the whole store in memory. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import type { Clock } from '@kubets/base';
import type { StoreContent } from '../store.ts';
import { blockHeadSize, blockSize, encodeRecord, formatVersion, magic, type SnapshotHeader } from './format.ts';

const compress = promisify(zstdCompress);

function headOf(revision: number, clock: Clock): Buffer {
  const header: SnapshotHeader = { revision, created: new Date(clock.now()).toISOString(), compression: 'zstd' };
  return Buffer.from(`${magic}${formatVersion}\n${JSON.stringify(header)}\n`);
}

async function blockOf(records: readonly Buffer[]): Promise<Buffer> {
  const raw = Buffer.concat(records);
  const packed = await compress(raw);
  const head = Buffer.alloc(blockHeadSize);
  head.writeUInt32BE(packed.length, 0);
  head.writeUInt32BE(raw.length, 4);
  createHash('sha256').update(packed).digest().copy(head, 8);
  return Buffer.concat([head, packed]);
}

interface Count {
  keys: number;
  bytes: number;
}

async function* blocksOf(pages: StoreContent['pages'], count: Count): AsyncGenerator<Buffer, void> {
  let gathered: Buffer[] = [];
  let size = 0;
  for await (const page of pages) {
    for (const entry of page) {
      const record = encodeRecord(entry);
      count.keys++;
      count.bytes += Buffer.byteLength(entry.key) + entry.value.length;
      gathered.push(record);
      size += record.length;
      if (size < blockSize) continue;
      yield await blockOf(gathered);
      gathered = [];
      size = 0;
    }
  }
  if (gathered.length > 0) yield await blockOf(gathered);
}

/** Rejects with errors of reading the content. The bytes before are not a complete snapshot. */
export async function* snapshotBytes({ revision, pages }: StoreContent, clock: Clock): AsyncGenerator<Buffer, void> {
  const whole = createHash('sha256');
  const count: Count = { keys: 0, bytes: 0 };
  const counted = (bytes: Buffer): Buffer => {
    whole.update(bytes);
    return bytes;
  };
  yield counted(headOf(revision, clock));
  for await (const block of blocksOf(pages, count)) yield counted(block);
  const end = Buffer.alloc(4 + 16);
  end.writeBigUInt64BE(BigInt(count.keys), 4);
  end.writeBigUInt64BE(BigInt(count.bytes), 12);
  yield counted(end);
  yield whole.digest();
}
