/** Strategy of CertificateSigningRequests: the server sets the requesting user, and the spec is immutable. */
import type { CertificateSigningRequest } from '../generated/certificates/v1.ts';
import type { StrategyContext } from '../resource-definition.ts';

/** Sets the requesting user, ignoring what the object contains. */
export function withRequester(
  request: CertificateSigningRequest,
  { user, requester }: StrategyContext,
): CertificateSigningRequest {
  const { username: _, uid: __, groups: ___, extra: ____, ...spec } = request.spec;
  const { uid, groups = [], extra = {} } = requester ?? {};
  return {
    ...request,
    spec: {
      ...spec,
      username: user,
      ...(uid === undefined ? {} : { uid }),
      ...(groups.length === 0 ? {} : { groups }),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    },
  };
}

export const withSpecOf = (
  next: CertificateSigningRequest,
  { spec }: CertificateSigningRequest,
): CertificateSigningRequest => ({ ...next, spec });
