/** The client of a TLS connection. */
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { CertificateSubject, Credentials } from '@kubets/apiserver/authentication';
import type { Connection, Connections } from './connections.ts';

export interface Peer {
  readonly certificate: Credentials['certificate'] | undefined;
  /** `192.0.2.1:54321` */
  readonly address: string;
  readonly connection: Connection;
}

const known = new WeakMap<object, Peer>();

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

/** @param connection the properties that all requests of a connection share. */
export function peerOf(connection: object, socket: TLSSocket, connections: Connections): Peer {
  const before = known.get(connection);
  if (before !== undefined) return before;
  const certificate = socket.getPeerCertificate();
  const shown = certificate !== null && Object.keys(certificate).length > 0;
  const peer: Peer = {
    certificate: !shown ? undefined : socket.authorized ? subjectOf(certificate) : 'invalid',
    address: `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`,
    connection: connections.of(socket),
  };
  known.set(connection, peer);
  return peer;
}
