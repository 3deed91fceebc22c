/**
 * Checks an LMDB file before it is mapped. A read beyond the end of a mapped file kills the process (SIGBUS), so a file that is
 * shorter than its newest meta page says must be refused.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StoreFailedError } from '@kubets/storage';

/**
 * The store file, and a marker file which tells that the store file was complete, so that an empty file is not a new store.
 */
export const fileName = 'store.mdb';
const markName = 'store.format';
const mark = 'kubets store 1\n';

/** Offsets in a meta page in the format of lmdb-js. */
const offsets = { flags: 0x12, magic: 0x18, version: 0x1c, pageSize: 0x30, lastPage: 0x90, transaction: 0x98 };
const metaSize = 0xa0;
const metaFlag = 0x08;
const magic = 0xbeefc0de;
const formatVersion = 2;

interface Meta {
  readonly pageSize: number;
  readonly lastPage: number;
  readonly transaction: bigint;
}

function readMeta(file: number, at: number): Meta | undefined {
  const page = Buffer.alloc(metaSize);
  if (readSync(file, page, 0, metaSize, at) < metaSize) return undefined;
  if (page.readUInt32LE(offsets.magic) !== magic || page.readUInt32LE(offsets.version) !== formatVersion)
    return undefined;
  if ((page.readUInt16LE(offsets.flags) & metaFlag) === 0) return undefined;
  const pageSize = page.readUInt32LE(offsets.pageSize);
  if (pageSize < 256 || pageSize > 65536) return undefined;
  return {
    pageSize,
    lastPage: Number(page.readBigUInt64LE(offsets.lastPage)),
    transaction: page.readBigUInt64LE(offsets.transaction),
  };
}

function checkFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const first = readMeta(file, 0);
    const second = readMeta(file, first?.pageSize ?? 4096);
    const metas = [first, second].filter((meta) => meta !== undefined);
    const newest = metas.reduce((a, b) => (b.transaction > a.transaction ? b : a), metas[0] ?? noMeta(path));
    const needed = (newest.lastPage + 1) * newest.pageSize;
    if (size < needed) {
      throw new StoreFailedError(`store file ${path} is truncated: it has ${size} of ${needed} bytes`);
    }
  } finally {
    closeSync(file);
  }
}

function noMeta(path: string): never {
  throw new StoreFailedError(`store file ${path} is damaged or not a store file: its header is invalid`);
}

/** Flushes a directory. */
export function flushDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The directory in which a restore writes its file. */
export const restoringName = 'restoring';

/** Throws StoreFailedError unless the directory contains a valid store file, or none yet. */
export function checkStoreFile(directory: string): void {
  const path = join(directory, fileName);
  const restoring = join(directory, restoringName);
  if (existsSync(restoring)) {
    const how = `run 'kubets snapshot restore' again, or delete ${restoring} to continue without it`;
    throw new StoreFailedError(`a restore of the store in ${directory} was not completed: ${how}`);
  }
  const complete = existsSync(join(directory, markName));
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  // A process may have crashed before it wrote the first page.
  if (size !== undefined && (complete || size > 0)) checkFile(path);
  else if (complete) throw new StoreFailedError(`store file ${path} is missing`);
}

/** Creates the marker of the store file, and flushes the directory. */
export function markComplete(directory: string): void {
  const path = join(directory, markName);
  if (existsSync(path)) return;
  chmodSync(join(directory, fileName), 0o600);
  writeFileSync(path, mark, { flush: true });
  flushDirectory(directory);
}
