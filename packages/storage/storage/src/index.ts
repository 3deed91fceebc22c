/** The revisioned store: its interface, and the engine in memory. */
export { type CompactorOptions, startCompactor } from './compactor.ts';
export { createMemoryStore, type MemoryStoreOptions, restoreMemoryStore } from './memory/memory-store.ts';
export {
  type Commit,
  CommitAbandonedError,
  type CommitResult,
  CompactedError,
  type Entry,
  type Expectation,
  type ExportedEntry,
  FutureRevisionError,
  InvalidKeyError,
  type ListPage,
  type ListRequest,
  type Operation,
  SpaceExceededError,
  type Store,
  type StoreChange,
  type StoreContent,
  type StoreEvent,
  StoreFailedError,
  type StoreSpace,
  StoreUnavailableError,
  type StoreWatch,
  type WatchRequest,
} from './store.ts';
