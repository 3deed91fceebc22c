/** Connections to webhooks, kept open between calls: one pool for each configuration of TLS. */
import { Agent } from 'node:https';
import { getCACertificates, rootCertificates } from 'node:tls';
import { fromBase64 } from '@kubets/base';
import { WebhookCallError, type WebhookCredentials } from '../webhook-client.ts';

/** As upstream's transport. */
const maxIdleConnections = 25;
const idleTimeoutMs = 90_000;
/** Calls that wait for a connection of a webhook that does not answer are limited by their own timeouts. */
const maxConnections = 256;
/** Pools that are kept, as upstream's cache of clients. */
const maxPools = 200;

let systemRoots: string[] | undefined;

/** Read once, and only if a webhook has no bundle of its own. */
function systemAuthorities(): string[] {
  // Node.js before 22.15 cannot read the system's store.
  systemRoots ??=
    typeof getCACertificates === 'function'
      ? [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
      : [...rootCertificates];
  return systemRoots;
}

/** Of a bundle in base64. */
function authoritiesIn(caBundle: string): string {
  const pem = new TextDecoder().decode(fromBase64(caBundle));
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  throw new WebhookCallError(
    'could not get REST client: unable to load root certificates: unable to parse bytes as PEM block',
  );
}

function newPool(caBundle: string, credentials: WebhookCredentials | undefined): Agent {
  return new Agent({
    keepAlive: true,
    maxSockets: maxConnections,
    maxFreeSockets: maxIdleConnections,
    timeout: idleTimeoutMs,
    ca: caBundle === '' ? systemAuthorities() : authoritiesIn(caBundle),
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    ...(credentials?.certificate !== undefined && { cert: credentials.certificate }),
    ...(credentials?.key !== undefined && { key: credentials.key }),
  });
}

export class TlsAgents implements Disposable {
  /** The pool that was used last is the last one. */
  readonly #pools = new Map<string, Agent>();

  /** `caBundle`: PEM in base64; empty: the system's authorities. Throws a WebhookCallError if it is not PEM. */
  for(caBundle: string, credentials: WebhookCredentials | undefined): Agent {
    const key = JSON.stringify([caBundle, credentials?.certificate, credentials?.key]);
    const known = this.#pools.get(key);
    const pool = known ?? newPool(caBundle, credentials);
    if (known !== undefined) this.#pools.delete(key);
    else if (this.#pools.size >= maxPools) this.#dropOldest();
    this.#pools.set(key, pool);
    return pool;
  }

  #dropOldest(): void {
    for (const [key, pool] of this.#pools) {
      this.#pools.delete(key);
      // Calls in progress have their own references; connections that are idle or become idle are closed.
      pool.maxFreeSockets = 0;
      for (const sockets of Object.values(pool.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
      return;
    }
  }

  [Symbol.dispose](): void {
    for (const pool of this.#pools.values()) pool.destroy();
    this.#pools.clear();
  }
}
