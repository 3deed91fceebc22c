/** The engines that need a host: files and native code. */
export { type LmdbStoreOptions, openLmdbStore } from './lmdb/lmdb-store.ts';
