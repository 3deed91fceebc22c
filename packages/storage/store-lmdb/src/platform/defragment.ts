/** A copy of the store's file without its holes takes the file's place, under the feet of its readers. */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@kubets/base';
import { StoreFailedError } from '@kubets/storage';
import { freeBytes, reserve } from './disk-room.ts';
import { fileName, flushDirectory } from './store-file.ts';
import { openTables, spaceOf, type Tables } from './tables.ts';

const copyName = 'defragmented';
const lockSuffix = '-lock';

/** One name is one environment to LMDB, for as long as the process lives: every copy has a name of its own. */
let copies = 0;

/** Takes away what a copy that was cut short has left. */
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
 * Nothing may be written meanwhile; `tables` are those of the new file afterwards. Should it fail or be killed anywhere,
 * the one file or the other is the store, whole. Rejects with StoreFailedError, and the store goes on as it was.
 */
export async function defragment(tables: Tables, directory: string, mapSize: number): Promise<void> {
  const needed = spaceOf(tables).used + reserve;
  if (freeBytes(directory) < needed)
    throw new StoreFailedError(`no room on the disk of ${directory} for a copy of ${needed} bytes`);
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
    // Nobody opens the copy by its first name again.
    for (const lock of [`${copy}${lockSuffix}`, `${path}${lockSuffix}`]) if (existsSync(lock)) rmSync(lock);
  } catch (error) {
    rmSync(copy, { force: true });
    throw new StoreFailedError(`cannot defragment the store in ${directory}: ${messageOf(error)}`, { cause: error });
  }
}
