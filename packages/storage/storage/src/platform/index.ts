/** The engines that need a host: files, sockets and native code. All but the embedded one are loaded when chosen. */

export { lockDirectory } from './lmdb/directory-lock.ts';
export { type LmdbStoreOptions, openLmdbStore } from './lmdb/lmdb-store.ts';
export { type OpenStoreOptions, openStore, type RestoreStoreOptions, restoreStore } from './open-store.ts';
export type { SnapshotHeader, SnapshotSummary } from './snapshot/format.ts';
export { readSnapshot, type Snapshot } from './snapshot/read-snapshot.ts';
export { snapshotBytes } from './snapshot/write-snapshot.ts';
export { parseStoreUrl } from './store-url.ts';
