/** The client of a TLS connection. */
import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, PeerCertificate, TLSSocket } from 'node:tls';
import type { CertificateSubject, Credentials } from '@kubets/apiserver/authentication';
import type { Connection, Connections } from './connections.ts';

export interface Peer {
  readonly certificate: Credentials['certificate'] | undefined;
  /** `192.0.2.1:54321` */
  readonly address: string;
  readonly connection: Connection;
}

const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

function subjectOf(certificate: PeerCertificate): CertificateSubject {
  // Of several common names the last one counts, as in Go.
  return {
    commonName: listed(certificate.subject?.CN).at(-1) ?? '',
    organizations: listed(certificate.subject?.O),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** Chains of clients are short; a longer one is not followed. */
const maxChainLength = 8;

/** The fingerprint of the root of a verified chain. */
function rootFingerprint(certificate: DetailedPeerCertificate): string {
  let current = certificate;
  for (let length = 1; length < maxChainLength; length++) {
    const { issuerCertificate: issuer } = current;
    if (issuer === undefined || issuer === null || issuer.fingerprint256 === current.fingerprint256) break;
    current = issuer;
  }
  return current.fingerprint256;
}

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const fingerprints = (pem: string): ReadonlySet<string> =>
  new Set((pem.match(pemBlock) ?? []).map((block) => new X509Certificate(block).fingerprint256));

/** Reads the client of each connection once. */
export class PeerReader {
  readonly #known = new WeakMap<object, Peer>();
  readonly #connections: Connections;
  readonly #authority: string;
  readonly #frontProxyAuthority: string | undefined;
  #roots: { readonly clients: ReadonlySet<string>; readonly proxies: ReadonlySet<string> } | undefined;

  /** @param frontProxyAuthority the authority of front proxies, PEM; undefined: there are none. */
  constructor(connections: Connections, authority: string, frontProxyAuthority: string | undefined) {
    this.#connections = connections;
    this.#authority = authority;
    this.#frontProxyAuthority = frontProxyAuthority;
  }

  /** @param connection the properties that all requests of a connection share. */
  of(connection: object, socket: TLSSocket): Peer {
    const before = this.#known.get(connection);
    if (before !== undefined) return before;
    const peer: Peer = {
      certificate: this.#certificate(socket),
      address: `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`,
      connection: this.#connections.of(socket),
    };
    this.#known.set(connection, peer);
    return peer;
  }

  /**
   * TLS has accepted a certificate of either authority. Its root tells which: what one of them has issued must never
   * count as issued by the other. A root that is neither is invalid: after the resumption of a session, the
   * intermediate certificates of the client are no longer known.
   */
  #certificate(socket: TLSSocket): Peer['certificate'] {
    const proxies = this.#frontProxyAuthority;
    const certificate = socket.getPeerCertificate(proxies !== undefined);
    if (certificate === null || Object.keys(certificate).length === 0) return undefined;
    if (!socket.authorized) return 'invalid';
    if (proxies === undefined) return subjectOf(certificate);
    this.#roots ??= { clients: fingerprints(this.#authority), proxies: fingerprints(proxies) };
    const root = rootFingerprint(certificate as DetailedPeerCertificate);
    if (this.#roots.clients.has(root)) return subjectOf(certificate);
    return this.#roots.proxies.has(root) ? { frontProxy: subjectOf(certificate) } : 'invalid';
  }
}
