/** Strategy of CertificateSigningRequests: the server sets the requesting user, and the spec is immutable. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { CertificateSigningRequest } from '../generated/certificates/v1.ts';
import type { StrategyContext } from '../resource-definition.ts';
import { validateSignerName } from './signer-name.ts';

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

const minExpirationSeconds = 600;
const legacySignerName = 'kubernetes.io/legacy-unknown';
const knownUsages: readonly string[] = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

function usageErrors(usages: readonly string[]): readonly FieldError[] {
  if (usages.length === 0) return [fieldError.required('spec.usages')];
  const isAgain = repeats<string>();
  const paths = usages.map((usage, index) => [usage, `spec.usages[${index}]`] as const);
  return [
    ...paths
      .filter(([usage]) => !knownUsages.includes(usage))
      .map(([usage, path]) => fieldError.notSupported(path, usage, knownUsages)),
    ...paths.filter(([usage]) => isAgain(usage)).map(([usage, path]) => fieldError.duplicate(path, usage)),
  ];
}

/** All except the content of the request. Updates keep the spec, which is not checked again. */
export function validateRequest({ spec }: CertificateSigningRequest): readonly FieldError[] {
  const found: FieldError[] = [...usageErrors(spec.usages ?? [])];
  if (spec.signerName === legacySignerName) {
    const detail = 'the legacy signerName is not allowed via this API version';
    found.push(fieldError.invalid('spec.signerName', spec.signerName, detail));
  } else found.push(...validateSignerName(spec.signerName, 'spec.signerName'));
  const seconds = spec.expirationSeconds;
  if (seconds !== undefined && seconds < minExpirationSeconds) {
    const detail = 'may not specify a duration less than 600 seconds (10 minutes)';
    found.push(fieldError.invalid('spec.expirationSeconds', seconds, detail));
  }
  return found;
}
