/** The store a cluster is told to use: checked, remembered so that it can be found again, and shown without its secrets. */
import { resolve } from 'node:path';
import { parseStoreUrl } from '@kubets/storage/platform';
import { UsageError } from '../usage-error.ts';

const fileParameters = ['cacert', 'cert', 'key'] as const;

/** Whether other processes may work on the same store: all but the embedded engines. */
export function isShared(store: string): boolean {
  return store.includes('://');
}

/** Its TLS files by absolute paths: the next start may come from another directory. */
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

/** What --store says, ready to be remembered. Throws UsageError, which repeats no secret. */
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

/** Without login and parameters: for people and logs. */
export function shownStore(store: string): string {
  return store.replace(/^([a-z]+:\/\/)(?:[^@/?#]*@)?([^?]*).*$/s, '$1$2');
}
