/** Parses the URL of a store. Pure. */
import { StoreFailedError } from '@kubets/storage';

interface Host {
  /** IPv6 addresses have brackets, as in a URL. */
  readonly host: string;
  readonly port: number;
}

interface Server {
  readonly hosts: readonly [Host, ...Host[]];
  readonly login?: { readonly name: string; readonly password: string };
  /** Paths of PEM files. Absent: no TLS. */
  readonly tls?: { readonly cacert?: string; readonly cert?: string; readonly key?: string };
}

export type StoreLocation =
  | { readonly engine: 'memory' }
  | { readonly engine: 'lmdb'; readonly path: string }
  | ({ readonly engine: 'etcd' } & Server)
  | ({ readonly engine: 'mysql' | 'postgres'; readonly database: string } & Server);

const ports = { etcd: 2379, mysql: 3306, postgres: 5432 } as const;
const engines = new Map<string, keyof typeof ports>([
  ['etcd', 'etcd'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['postgres', 'postgres'],
  ['postgresql', 'postgres'],
]);

const refused = (why: string): StoreFailedError => new StoreFailedError(`invalid store URL: ${why}`);

/** `URL` supports only one host, so hosts are parsed individually. */
function hostOf(text: string, defaultPort: number): Host {
  const url = URL.parse(`tcp://${text}`);
  if (!url || url.hostname === '' || url.host !== text) throw refused(`'${text}' is not host:port`);
  return { host: url.hostname, port: url.port === '' ? defaultPort : Number(url.port) };
}

function tlsOf(query: URLSearchParams): Server['tls'] {
  const given = (['cacert', 'cert', 'key'] as const).flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  if (given.length === 0 && query.get('tls') !== 'true') return undefined;
  if (query.has('cert') !== query.has('key')) throw refused('cert and key must be used together');
  return Object.fromEntries(given);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused('invalid percent-encoding');
  }
}

function loginOf(userInfo: string | undefined): Server['login'] {
  if (userInfo === undefined) return undefined;
  const [name = '', ...password] = userInfo.split(':').map(decoded);
  return { name, password: password.join(':') };
}

/** Throws StoreFailedError, which never contains the password. */
export function parseStoreUrl(url: string): StoreLocation {
  const [scheme = '', rest] = [url.slice(0, url.indexOf(':')), url.slice(url.indexOf(':') + 1)];
  if (scheme === 'memory') return { engine: 'memory' };
  if (scheme === 'lmdb') {
    if (rest === '') throw refused('lmdb: requires a directory');
    return { engine: 'lmdb', path: rest };
  }
  const engine = engines.get(scheme);
  if (engine === undefined) throw refused(`use memory:, lmdb:, etcd://, mysql:// or postgres://`);
  const parts = /^\/\/(?:([^@/?#]*)@)?([^@/?#]*)(?:\/([^@/?#]*))?(?:\?([^#]*))?$/.exec(rest);
  if (!parts) throw refused(`${scheme}:// requires hosts`);
  const [, userInfo, hosts = '', path = '', query = ''] = parts;
  const login = loginOf(userInfo);
  const tls = tlsOf(new URLSearchParams(query));
  const [first = '', ...others] = hosts.split(',');
  const server: Server = {
    hosts: [hostOf(first, ports[engine]), ...others.map((each) => hostOf(each, ports[engine]))],
    ...(login ? { login } : {}),
    ...(tls ? { tls } : {}),
  };
  if (engine === 'etcd') return { engine, ...server };
  if (path === '' || server.hosts.length > 1) throw refused(`${scheme}://user:password@host:port/database`);
  return { engine, database: decoded(path), ...server };
}
