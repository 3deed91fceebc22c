/** The revisioned store: its interface, the engines that need nothing but the language, and the watch cache. */
export { type CompactorOptions, startCompactor } from './compactor.ts';
export { compareKeys } from './keys.ts';
export { createMemoryStore, type MemoryStoreOptions, restoreMemoryStore } from './memory/memory-store.ts';
export * from './store.ts';
export { CachedObject, type ObjectSource } from './watch-cache/cached-object.ts';
export { RecentMap } from './watch-cache/recent-map.ts';
export type * from './watch-cache/types.ts';
export { createWatchCache } from './watch-cache/watch-cache.ts';
