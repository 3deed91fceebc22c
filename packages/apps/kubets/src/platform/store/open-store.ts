/** Opens the store that a URL names. An engine's code is loaded only when it is chosen. */
import { readFileSync } from 'node:fs';
import { type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { createMemoryStore, type Store, type StoreContent, StoreFailedError } from '@kubets/storage';
import type { SqlDatabase } from '@kubets/store-sql/platform';
import { parseStoreUrl, type StoreLocation } from './store-url.ts';

export interface OpenStoreOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: Logger;
  /** Bytes that an embedded engine may fill. Default 2 GiB. */
  readonly quota?: number;
  /** The store can keep nothing more: told once, when it happens. Only an embedded engine ever says so. */
  onFailure?(error: StoreFailedError): void;
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new StoreFailedError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** The TLS settings of a server's URL, read from the files it names; undefined when it asks for plain text. */
function tlsOf({ tls }: Extract<StoreLocation, { readonly hosts: unknown }>) {
  if (tls === undefined) return undefined;
  const { cacert, cert, key } = tls;
  return {
    ...(cacert === undefined ? {} : { ca: readPem(cacert) }),
    ...(cert === undefined ? {} : { cert: readPem(cert) }),
    ...(key === undefined ? {} : { key: readPem(key) }),
  };
}

/** An engine at a place: opened, or filled with what another store held. */
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
        restore: () => Promise.reject(new StoreFailedError('a store in memory keeps nothing: restore into another')),
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
 * `memory:`, `lmdb:PATH`, `etcd://host:port,host:port`, `mysql://user:password@host:port/database`, `postgres://…`.
 * Servers take `?tls=true` and `?cacert=FILE&cert=FILE&key=FILE` (PEM). Rejects with StoreFailedError, worded for people.
 */
export async function openStore(url: string, options: OpenStoreOptions): Promise<Store> {
  return engineAt(url, options).open();
}

export interface RestoreStoreOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Replaces a store that is there; an lmdb store's file is put aside. */
  readonly force?: boolean;
}

/**
 * Fills the store that a URL names: it then goes on from `content.revision` at least. No server may run on it. Resolves
 * with where the file of a store that was there has been put, if so. All or nothing: an lmdb store takes its place whole,
 * a database commits once, and etcd opens for nobody until a restore has come to its end.
 */
export async function restoreStore(
  url: string,
  content: StoreContent,
  { clock, random, force = false }: RestoreStoreOptions,
): Promise<string | undefined> {
  return engineAt(url, { clock, random }).restore(content, force);
}
