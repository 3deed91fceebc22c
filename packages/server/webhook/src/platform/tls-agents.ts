/** Connections to webhooks, kept open between calls: one pool for each configuration of TLS. */
import { Agent } from 'node:https';
import { createSecureContext, getCACertificates, rootCertificates } from 'node:tls';
import { fromBase64 } from '@kubets/base';
import { WebhookCallError, type WebhookCredentials } from '../webhook-client.ts';

/** As upstream's transport. */
const idleTimeoutMs = 90_000;
/**
 * For one address. Calls that wait for a connection are limited by their own timeouts. Idle connections are kept up to the
 * same number: a burst of calls would otherwise make as many handshakes as calls.
 */
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
    maxFreeSockets: maxConnections,
    timeout: idleTimeoutMs,
    ALPNProtocols: ['http/1.1'],
    // Parsed once, not for each connection.
    secureContext: createSecureContext({
      ca: caBundle === '' ? systemAuthorities() : authoritiesIn(caBundle),
      minVersion: 'TLSv1.2',
      ...(credentials?.certificate !== undefined && { cert: credentials.certificate }),
      ...(credentials?.key !== undefined && { key: credentials.key }),
    }),
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
