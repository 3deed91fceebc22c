/** The LMDB environment with its tables, opened. LMDB itself is loaded only here and only when a store is opened. */
import { join } from 'node:path';
import type { Database, RootDatabase } from 'lmdb';
import { fileName } from './store-file.ts';

type Table = Database<Buffer, Buffer>;

export interface Tables {
  readonly current: Table;
  readonly undo: Table;
  readonly log: Table;
  readonly leases: Table;
  /** `compacted`: the revision that history begins at. */
  readonly meta: Table;
  readonly root: RootDatabase;
}

export async function openTables(directory: string, mapSize: number): Promise<Tables> {
  const { open } = await import('lmdb');
  const root = open({
    path: join(directory, fileName),
    noSubdir: true,
    mapSize,
    maxDbs: 8,
    // A commit then is on disk when it is answered, and a failed flush fails the commit.
    overlappingSync: false,
  });
  const table = (name: string): Table =>
    root.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary', cache: false });
  return {
    current: table('current'),
    undo: table('undo'),
    log: table('log'),
    leases: table('leases'),
    meta: table('meta'),
    root,
  };
}

export const compactedKey = Buffer.from('compacted');
