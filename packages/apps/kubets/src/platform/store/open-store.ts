/** Opens the store with a URL. The code of an engine is loaded only if it is used. */
import { readFileSync } from 'node:fs';
import { type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { createMemoryStore, type Store, type StoreContent, StoreFailedError } from '@kubets/storage';
import type { SqlDatabase } from '@kubets/store-sql/platform';
import { parseStoreUrl, type StoreLocation } from './store-url.ts';

export interface OpenStoreOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: Logger;
  /** The quota of an embedded engine in bytes. Default 2 GiB. */
  readonly quota?: number;
  /** Called once when the store can no longer write. Only embedded engines call it. */
  onFailure?(error: StoreFailedError): void;
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new StoreFailedError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** The TLS settings of a URL with the contents of its files; undefined without TLS. */
function tlsOf({ tls }: Extract<StoreLocation, { readonly hosts: unknown }>) {
  if (tls === undefined) return undefined;
  const { cacert, cert, key } = tls;
  return {
    ...(cacert === undefined ? {} : { ca: readPem(cacert) }),
    ...(cert === undefined ? {} : { cert: readPem(cert) }),
    ...(key === undefined ? {} : { key: readPem(key) }),
  };
}

/** An engine with its location: can be opened or restored. */
interface EngineAt {
  open(): Promise<Store>;
  restore(content: StoreContent, force: boolean): Promise<string | undefined>;
}

type ServerLocation = Extract<StoreLocation, { readonly hosts: unknown }>;

function etcdAt(location: ServerLocation, options: OpenStoreOptions): EngineAt {
  const { clock, random, log } = options;
  const tls = tlsOf(location);
  const { hosts, login } = location;
  const endpoints = hosts.map(({ host, port }) => `${host}:${port}`);
  const shared = {
    clock,
    random,
    endpoints,
    ...(log ? { log } : {}),
    ...(tls ? { tls } : {}),
    ...(login ? { login } : {}),
  };
  return {
    open: async () => (await import('@kubets/store-etcd/platform')).openEtcdStore(shared),
    restore: async (content, force) => {
      const { restoreEtcdStore } = await import('@kubets/store-etcd/restore/platform');
      await restoreEtcdStore({ ...shared, force }, content);
      return undefined;
    },
  };
}

function sqlAt(location: Extract<StoreLocation, { readonly database: string }>, options: OpenStoreOptions): EngineAt {
  const { clock, log } = options;
  const tls = tlsOf(location);
  const { login, database: name } = location;
  const [{ host, port }] = location.hosts;
  const server = { clock, host, port, database: name, ...(tls ? { tls } : {}), ...(login ? { login } : {}) };
  const connect = async (): Promise<SqlDatabase> =>
    location.engine === 'mysql'
      ? new (await import('@kubets/store-sql/mariadb/platform')).MariadbDatabase(server)
      : new (await import('@kubets/store-sql/postgres/platform')).PostgresDatabase(server);
  return {
    open: async () => {
      const { openSqlStore } = await import('@kubets/store-sql/platform');
      return openSqlStore({ clock, database: await connect(), ...(log ? { log } : {}) });
    },
    restore: async (content, force) => {
      const { restoreSqlStore } = await import('@kubets/store-sql/restore/platform');
      await restoreSqlStore({ clock, database: await connect(), force }, content);
      return undefined;
    },
  };
}

function engineAt(url: string, options: OpenStoreOptions): EngineAt {
  const { clock } = options;
  const location = parseStoreUrl(url);
  switch (location.engine) {
    case 'memory':
      return {
        open: async () => createMemoryStore({ clock }),
        restore: () => Promise.reject(new StoreFailedError('cannot restore into a memory store: use another store')),
      };
    case 'lmdb': {
      const { path } = location;
      return {
        open: async () => (await import('@kubets/store-lmdb/platform')).openLmdbStore({ ...options, path }),
        restore: async (content, force) =>
          (await import('@kubets/store-lmdb/restore/platform')).restoreLmdbStore({ clock, path, force }, content),
      };
    }
    case 'etcd':
      return etcdAt(location, options);
    default:
      return sqlAt(location, options);
  }
}

/**
 * `memory:`, `lmdb:PATH`, `etcd://host:port,host:port`, `mysql://user:password@host:port/database`, `postgres://…`. Servers
 * support `?tls=true` and `?cacert=FILE&cert=FILE&key=FILE` (PEM). Rejects with StoreFailedError, whose message is for
 * users.
 */
export async function openStore(url: string, options: OpenStoreOptions): Promise<Store> {
  return engineAt(url, options).open();
}

export interface RestoreStoreOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Replaces an existing store. The file of an lmdb store is renamed. */
  readonly force?: boolean;
}

/**
 * Restores content into the store with a URL, which then continues at `content.revision` or later. No server may use it. Resolves with
 * the new path of a renamed file. Atomic: an lmdb file is replaced as a whole, a database commits once, and etcd cannot be opened
 * until the restore is complete.
 */
export async function restoreStore(
  url: string,
  content: StoreContent,
  { clock, random, force = false }: RestoreStoreOptions,
): Promise<string | undefined> {
  return engineAt(url, { clock, random }).restore(content, force);
}
