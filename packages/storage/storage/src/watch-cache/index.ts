/** The watch cache: the objects of a prefix as of the newest revisions, with indexes. */
export { CachedObject, type ObjectSource } from './cached-object.ts';
export { RecentMap } from './recent-map.ts';
export type {
  CacheEvent,
  CacheListRequest,
  CachePage,
  CacheWatch,
  CacheWatchRequest,
  HistoryLimits,
  Indexers,
  IndexTerm,
  ReadAt,
  Snapshot,
  WatchCache,
  WatchCacheOptions,
} from './types.ts';
export { createWatchCache } from './watch-cache.ts';
