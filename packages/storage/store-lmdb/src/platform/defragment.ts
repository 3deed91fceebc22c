/** Replaces the store's file by a copy without unused space while it has readers. */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@kubets/base';
import { StoreFailedError } from '@kubets/storage';
import { freeBytes, reserveBytes } from './disk-room.ts';
import { fileName, flushDirectory } from './store-file.ts';
import { openTables, spaceOf, type Tables } from './tables.ts';

const copyName = 'defragmented';
const lockSuffix = '-lock';

/** LMDB identifies an environment by its path during the lifetime of the process, so each copy has a unique name. */
let copies = 0;

/** Removes the remains of an interrupted copy. */
export function clearCopies(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (name.startsWith(`${copyName}-`)) rmSync(join(directory, name), { force: true });
  }
}

function flushFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * There must be no writes during the call. Afterwards, `tables` are those of the new file. If it fails or is killed, either the old
 * or the new file is the complete store. Rejects with StoreFailedError, and the store continues with the old file.
 */
export async function defragment(tables: Tables, directory: string, mapSize: number): Promise<void> {
  const needed = spaceOf(tables).used + reserveBytes;
  if (freeBytes(directory) < needed)
    throw new StoreFailedError(
      `cannot defragment the store: not enough disk space in ${directory} for a copy of ${needed} bytes`,
    );
  const copy = join(directory, `${copyName}-${process.pid}-${++copies}`);
  const path = join(directory, fileName);
  try {
    await tables.root.backup(copy, true);
    chmodSync(copy, 0o600);
    flushFile(copy);
    const fresh = await openTables(copy, mapSize);
    renameSync(copy, path);
    const old = tables.root;
    Object.assign(tables, fresh);
    flushDirectory(directory);
    await old.close();
    // The first name of the copy is not used again.
    for (const lock of [`${copy}${lockSuffix}`, `${path}${lockSuffix}`]) if (existsSync(lock)) rmSync(lock);
  } catch (error) {
    rmSync(copy, { force: true });
    throw new StoreFailedError(`cannot defragment the store in ${directory}: ${messageOf(error)}`, { cause: error });
  }
}
