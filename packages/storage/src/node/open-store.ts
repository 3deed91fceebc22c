/** Opens the store that a URL names. An engine's code is loaded only when it is chosen. */
import { readFileSync } from 'node:fs';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { createMemoryStore } from '../memory/memory-store.ts';
import { type Store, StoreFailedError } from '../store.ts';
import { parseStoreUrl, type StoreLocation } from './store-url.ts';

export interface OpenStoreOptions {
  readonly clock: Clock;
  readonly log?: Logger;
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

/**
 * `memory:`, `lmdb:PATH`, `etcd://host:port,host:port`, `mysql://user:password@host:port/database`, `postgres://…`.
 * Servers take `?tls=true` and `?cacert=FILE&cert=FILE&key=FILE` (PEM). Rejects with StoreFailedError, worded for people.
 */
export async function openStore(url: string, options: OpenStoreOptions): Promise<Store> {
  const { clock, log } = options;
  const location = parseStoreUrl(url);
  if (location.engine === 'memory') return createMemoryStore({ clock });
  if (location.engine === 'lmdb') {
    const { openLmdbStore } = await import('./lmdb/lmdb-store.ts');
    return openLmdbStore({ ...options, path: location.path });
  }
  const { hosts, login } = location;
  const tls = tlsOf(location);
  const shared = { clock, ...(log ? { log } : {}), ...(tls ? { tls } : {}), ...(login ? { login } : {}) };
  if (location.engine === 'etcd') {
    const { openEtcdStore } = await import('./etcd/etcd-store.ts');
    return openEtcdStore({ ...shared, endpoints: hosts.map(({ host, port }) => `${host}:${port}`) });
  }
  const [{ host, port }] = hosts;
  const server = { ...shared, host, port, database: location.database };
  const { openSqlStore } = await import('./sql/sql-store.ts');
  const database =
    location.engine === 'mysql'
      ? new (await import('./sql/mariadb.ts')).MariadbDatabase(server)
      : new (await import('./sql/postgres.ts')).PostgresDatabase(server);
  return openSqlStore({ ...shared, database });
}
