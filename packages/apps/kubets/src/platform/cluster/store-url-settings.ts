/** The store URL of a cluster: validation, absolute paths, and display without secrets. */
import { resolve } from 'node:path';
import { parseStoreUrl } from '../store/store-url.ts';
import { UsageError } from '../usage-error.ts';

const fileParameters = ['cacert', 'cert', 'key'] as const;

/** Whether several processes can use the store: all stores except the embedded ones. */
export function isShared(store: string): boolean {
  return store.includes('://');
}

/** Replaces the paths of the TLS files in the URL. */
export function withStoreFiles(url: string, pathOf: (parameter: string, path: string) => string): string {
  const start = url.indexOf('?');
  if (start < 0) return url;
  const query = new URLSearchParams(url.slice(start + 1));
  for (const name of fileParameters) {
    const path = query.get(name);
    if (path !== null) query.set(name, pathOf(name, path));
  }
  return `${url.slice(0, start)}?${query}`;
}

/** The TLS files a store's URL names, by parameter. */
export function storeFiles(url: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  withStoreFiles(url, (name, path) => {
    files.set(name, path);
    return path;
  });
  return files;
}

/**
 * Validates the value of --store, and makes paths in it absolute, because the next start may run in another directory.
 * Throws UsageError, which contains no secret.
 */
export function storeOf(text: string): string {
  if (text === 'lmdb' || text === 'memory') return text;
  if (!isShared(text))
    throw new UsageError('--store must be lmdb, memory, or the URL of a server: etcd://…, mysql://… or postgres://…');
  try {
    parseStoreUrl(text);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
  return withStoreFiles(text, (_, path) => resolve(path));
}

/** The store without credentials and parameters, for messages and logs. */
export function shownStore(store: string): string {
  return store.replace(/^([a-z]+:\/\/)(?:[^@/?#]*@)?([^?]*).*$/s, '$1$2');
}
