/** The revisioned store: its interface, the engines that need nothing but the language, and the watch cache. */
export { compareKeys } from './keys.ts';
export { createMemoryStore, type MemoryStoreOptions } from './memory/memory-store.ts';
export * from './store.ts';
