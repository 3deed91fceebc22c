/** Restores content into a store file. The file is complete before it replaces the store. */
import { chmodSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Clock, messageOf } from '@kubets/base';
import { type StoreContent, StoreFailedError } from '@kubets/storage';
import { leaseOfExported } from '@kubets/storage/engine';
import { lockDirectory } from './directory-lock.ts';
import { DiskRoom } from './disk-room.ts';
import { encodeEntry, keyBytes, leaseKey, numberKey } from './records.ts';
import { fileName, flushDirectory, markComplete, restoringName } from './store-file.ts';
import { compactedKey, openTables } from './tables.ts';

export interface RestoreLmdbOptions {
  readonly path: string;
  /** Renames an existing store. Otherwise the restore is refused. */
  readonly force?: boolean;
  readonly clock: Clock;
}

const mapSize = 2 ** 30;

async function writeFile(path: string, { revision, pages }: StoreContent, clock: Clock): Promise<void> {
  const { current, leases, meta, root } = await openTables(path, mapSize);
  const room = new DiskRoom(dirname(path), clock);
  try {
    for await (const page of pages) {
      room.take(page.reduce((sum, { key, value }) => sum + key.length + value.length, 0));
      const written = page.flatMap((entry) => {
        const lease = leaseOfExported(entry, clock.now());
        const put = current.put(keyBytes(entry.key), encodeEntry(entry));
        return lease === undefined ? [put] : [put, leases.put(leaseKey(lease), Buffer.alloc(1))];
      });
      await Promise.all(written);
    }
    await meta.put(compactedKey, numberKey(revision));
  } finally {
    await root.close();
  }
}

/** Renames the file of the existing store; returns its new path. */
function putAside(file: string, clock: Clock): string {
  const time = new Date(clock.now()).toISOString().replaceAll(':', '-');
  const aside = `${file}.before-${time}`;
  linkSync(file, aside);
  return aside;
}

/**
 * Resolves with the new path of the previous store. Rejects with StoreFailedError, and with errors of reading the content; the
 * previous store is then unchanged. If it is killed, the store cannot be opened until the restore was run again.
 */
export async function restoreLmdbStore(
  { path, force = false, clock }: RestoreLmdbOptions,
  content: StoreContent,
): Promise<string | undefined> {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  using _lock = lockDirectory(path);
  const file = join(path, fileName);
  const restoring = join(path, restoringName);
  const there = existsSync(file);
  // An interrupted restore was already confirmed with --force, and the existing store is renamed in any case.
  const again = existsSync(restoring);
  if (there && !force && !again)
    throw new StoreFailedError(`${path} already contains a store: use --force to rename it`);
  rmSync(restoring, { recursive: true, force: true });
  mkdirSync(restoring, { mode: 0o700 });
  flushDirectory(path);
  try {
    const made = join(restoring, fileName);
    await writeFile(made, content, clock);
    chmodSync(made, 0o600);
    const aside = there ? putAside(file, clock) : undefined;
    renameSync(made, file);
    rmSync(`${file}-lock`, { force: true });
    markComplete(path);
    rmSync(restoring, { recursive: true });
    flushDirectory(path);
    return aside;
  } catch (error) {
    rmSync(restoring, { recursive: true, force: true });
    if ('syscall' in (error as object))
      throw new StoreFailedError(`cannot restore the store in ${path}: ${messageOf(error)}`, { cause: error });
    throw error;
  }
}
