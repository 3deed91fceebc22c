/** Opens the LMDB environment and its tables. LMDB is loaded only when a store is opened. */
import type { Database, RootDatabase } from 'lmdb';

type Table = Database<Buffer, Buffer>;

/** Not readonly, because a defragmented file replaces the opened one. */
export interface Tables {
  current: Table;
  undo: Table;
  log: Table;
  leases: Table;
  /** `compacted`: the first revision of history. */
  meta: Table;
  root: RootDatabase;
}

/** @param mapSize initial address space in bytes. */
export async function openTables(path: string, mapSize: number): Promise<Tables> {
  const { open } = await import('lmdb');
  const root = open({
    path,
    noSubdir: true,
    mapSize,
    maxDbs: 8,
    // A commit is on disk when it resolves, and a failed flush rejects it.
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

/** The statistics of lmdb-js, which its types do not contain. */
interface Stats {
  readonly pageSize: number;
  readonly lastPageNumber: number;
  readonly root: TreeStats;
  readonly free: TreeStats;
}

const pagesOf = ({ treeBranchPageCount, treeLeafPageCount, overflowPages }: TreeStats): number =>
  treeBranchPageCount + treeLeafPageCount + overflowPages;

/** The number of meta pages at the beginning of the file. */
const headerPages = 2;

/** The size of the file, and its used bytes. Unused space is reused. */
export function spaceOf({ root, current, undo, log, leases, meta }: Tables): {
  readonly size: number;
  readonly used: number;
} {
  const stats = root.getStats() as Stats;
  const trees = [current, undo, log, leases, meta].map((table) => table.getStats() as unknown as TreeStats);
  const pages = [stats.root, stats.free, ...trees].reduce((sum, tree) => sum + pagesOf(tree), headerPages);
  return { size: (stats.lastPageNumber + 1) * stats.pageSize, used: pages * stats.pageSize };
}
