/** OpenID discovery for service account tokens: the discovery document and the public keys. */
import type { ApiAnswer } from '@kubets/apiserver/requests';
import type { ServiceAccountTokens } from './service-account-tokens.ts';

const discoveryPath = '/.well-known/openid-configuration';
const keysPath = '/openid/v1/jwks';

function answer(contentType: string, value: unknown): ApiAnswer {
  return {
    type: 'raw',
    status: 200,
    contentType,
    body: JSON.stringify(value),
    headers: { 'cache-control': 'public, max-age=3600' },
  };
}

/** The answer to a path of OpenID discovery (a trailing slash is allowed); undefined for other paths. */
export function oidcDiscovery(
  tokens: Pick<ServiceAccountTokens, 'issuer' | 'keys'>,
  /** The address of the server: `https://10.0.0.1:6443`. */
  base: string,
): (path: string) => ApiAnswer | undefined {
  const document = answer('application/json', {
    issuer: tokens.issuer,
    jwks_uri: `${base}${keysPath}`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  });
  const keys = answer('application/jwk-set+json', { keys: tokens.keys.map((key) => key.jwk) });
  return (path) => {
    const plain = path.endsWith('/') ? path.slice(0, -1) : path;
    return plain === discoveryPath ? document : plain === keysPath ? keys : undefined;
  };
}
