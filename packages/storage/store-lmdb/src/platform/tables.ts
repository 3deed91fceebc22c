/** The LMDB environment with its tables, opened. LMDB itself is loaded only here and only when a store is opened. */
import type { Database, RootDatabase } from 'lmdb';

type Table = Database<Buffer, Buffer>;

/** Not readonly: a defragmented file takes the place of the one that was opened. */
export interface Tables {
  current: Table;
  undo: Table;
  log: Table;
  leases: Table;
  /** `compacted`: the revision that history begins at. */
  meta: Table;
  root: RootDatabase;
}

/** @param mapSize bytes of address space to begin with. */
export async function openTables(path: string, mapSize: number): Promise<Tables> {
  const { open } = await import('lmdb');
  const root = open({
    path,
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

interface TreeStats {
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
}

/** As lmdb-js answers it; its types do not tell. */
interface Stats {
  readonly pageSize: number;
  readonly lastPageNumber: number;
  readonly root: TreeStats;
  readonly free: TreeStats;
}

const pagesOf = ({ treeBranchPageCount, treeLeafPageCount, overflowPages }: TreeStats): number =>
  treeBranchPageCount + treeLeafPageCount + overflowPages;

/** Two pages at the head of the file tell which of its states is the newest. */
const headerPages = 2;

/** Bytes of the file, and how many of them hold something; the rest is filled again. */
export function spaceOf({ root, current, undo, log, leases, meta }: Tables): {
  readonly size: number;
  readonly used: number;
} {
  const stats = root.getStats() as Stats;
  const trees = [current, undo, log, leases, meta].map((table) => table.getStats() as unknown as TreeStats);
  const pages = [stats.root, stats.free, ...trees].reduce((sum, tree) => sum + pagesOf(tree), headerPages);
  return { size: (stats.lastPageNumber + 1) * stats.pageSize, used: pages * stats.pageSize };
}
