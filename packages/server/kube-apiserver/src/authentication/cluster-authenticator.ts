/**
 * Authenticates by the headers of a front proxy, then by client certificate, then by bearer token; other requests are
 * anonymous.
 */

import type { ResourceReader } from '@kubets/apiserver/access';
import {
  type Authenticator,
  anonymousUser,
  asAuthenticated,
  type CertificateSubject,
  credentialId,
} from '@kubets/apiserver/authentication';
import type { UserInfo } from '@kubets/apiserver/requests';
import { type Clock, fromBase64Url } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { bootstrapTokenUser, isBootstrapToken } from './bootstrap-tokens.ts';
import { defaultRequestHeaders, type RequestHeaderOptions, requestHeaderUser } from './request-headers.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';

const webSocketPrefix = 'base64url.bearer.authorization.k8s.io.';

/** The bearer token of the Authorization header or, for browsers' WebSockets, of the offered subprotocols. */
export function bearerToken(headers: Readonly<Record<string, string>>): string | undefined {
  const [scheme = '', token = ''] = (headers.authorization ?? '').trim().split(' ');
  if (scheme.toLowerCase() === 'bearer' && token !== '') return token;
  for (const protocol of (headers['sec-websocket-protocol'] ?? '').split(',')) {
    const name = protocol.trim();
    if (!name.startsWith(webSocketPrefix)) continue;
    const bytes = fromBase64Url(name.slice(webSocketPrefix.length));
    if (bytes !== undefined) return new TextDecoder().decode(bytes);
  }
  return undefined;
}

function certificateUser({ commonName, organizations, fingerprint }: CertificateSubject): UserInfo {
  const extra = { [credentialId]: [`X509SHA256=${fingerprint}`] };
  return asAuthenticated({ name: commonName, groups: organizations, extra });
}

export interface AuthenticatorOptions {
  readonly reader: Pick<ResourceReader, 'get'>;
  readonly tokens: ServiceAccountTokens;
  readonly clock: Clock;
  /** Whether requests without credentials continue as system:anonymous. Default true, as upstream. */
  readonly anonymous?: boolean;
  /** How front proxies name users. Default: as kubeadm. */
  readonly requestHeaders?: RequestHeaderOptions;
}

export function clusterAuthenticator({
  reader,
  tokens,
  clock,
  anonymous = true,
  requestHeaders = defaultRequestHeaders,
}: AuthenticatorOptions): Authenticator {
  return {
    async authenticate({ certificate, headers, values }) {
      if (certificate === 'invalid') throw errors.unauthorized();
      const fromProxy = certificate !== undefined && 'frontProxy' in certificate;
      if (fromProxy) {
        const named = requestHeaderUser(certificate, values ?? new Map(), requestHeaders);
        if (named !== undefined) return named.name === anonymousUser.name ? named : asAuthenticated(named);
      } else if (certificate !== undefined && certificate.commonName !== '') return certificateUser(certificate);
      const token = bearerToken(headers);
      if (token !== undefined && isBootstrapToken(token)) {
        const joiner = await bootstrapTokenUser(reader, clock, token);
        if (joiner === undefined) throw errors.unauthorized();
        return asAuthenticated(joiner);
      }
      if (token !== undefined) {
        const verdict = await tokens.verify(reader, token);
        if (!verdict.valid) throw errors.unauthorized();
        return verdict.user;
      }
      // As upstream: a certificate that identifies nobody is not the same as none.
      if (!anonymous || fromProxy) throw errors.unauthorized();
      return anonymousUser;
    },
  };
}
