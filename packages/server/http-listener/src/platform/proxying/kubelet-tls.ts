/** How the listener and a kubelet prove to each other who they are. */
import { checkServerIdentity, createSecureContext, type PeerCertificate } from 'node:tls';
import type { OutgoingOptions } from '@kubets/base/platform';
import { errors } from '@kubets/machinery/status-error';
import type { KeyPair } from '../certificates/certificate.ts';

/** A certificate of the authority is not enough: the API server's own would qualify, and it must not call itself. */
function nodeIdentity(host: string, node: string, certificate: PeerCertificate): Error | undefined {
  const wrongHost = checkServerIdentity(host, certificate);
  if (wrongHost !== undefined) return wrongHost;
  const names = [certificate.subject?.CN].flat();
  return names.length === 1 && names[0] === `system:node:${node}`
    ? undefined
    : errors.internal(`the certificate of ${host} is not that of node ${JSON.stringify(node)}`);
}

export function kubeletTls(authority: string, client: KeyPair): (node: string) => OutgoingOptions {
  const secureContext = createSecureContext({
    ca: authority,
    cert: client.certificate,
    key: client.key,
    minVersion: 'TLSv1.2',
  });
  return (node) => ({
    secureContext,
    checkServerIdentity: (host, certificate) => nodeIdentity(host, node, certificate),
  });
}
