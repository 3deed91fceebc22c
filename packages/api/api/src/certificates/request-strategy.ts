/** Strategy of CertificateSigningRequests: the server sets the requesting user, and the spec is immutable. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { CertificateSigningRequest } from '../generated/certificates/v1.ts';
import type { StrategyContext } from '../resource-definition.ts';

/** Sets the requesting user, ignoring what the object contains. */
export function withRequester(
  request: CertificateSigningRequest,
  { user }: StrategyContext,
): CertificateSigningRequest {
  const { uid: _, groups: __, extra: ___, ...spec } = request.spec;
  return { ...request, spec: { ...spec, username: user } };
}

export const withSpecOf = (
  next: CertificateSigningRequest,
  { spec }: CertificateSigningRequest,
): CertificateSigningRequest => ({ ...next, spec });

const minExpirationSeconds = 600;

/** Checks the PEM block only. The signer checks the DER content. */
export function validateRequest({ spec }: CertificateSigningRequest): readonly FieldError[] {
  const found: FieldError[] = [];
  if (!spec.request) {
    found.push(fieldError.invalid('spec.request', spec.request ?? '', 'PEM block type must be CERTIFICATE REQUEST'));
  }
  const usages = spec.usages ?? [];
  if (usages.length === 0) found.push(fieldError.required('spec.usages'));
  const isAgain = repeats<string>();
  usages.forEach((usage, index) => {
    if (isAgain(usage)) found.push(fieldError.duplicate(`spec.usages[${index}]`, usage));
  });
  if (spec.signerName === '') found.push(fieldError.required('spec.signerName'));
  else if (!spec.signerName.includes('/')) {
    const detail = 'must be a fully qualified domain and path of the form "example.com/signer-name"';
    found.push(fieldError.invalid('spec.signerName', spec.signerName, detail));
  }
  const seconds = spec.expirationSeconds;
  if (seconds !== undefined && seconds < minExpirationSeconds) {
    const detail = 'may not specify a duration less than 600 seconds (10 minutes)';
    found.push(fieldError.invalid('spec.expirationSeconds', seconds, detail));
  }
  return found;
}
