/** Validation of the spec of a CertificateSigningRequest, except the content of the request. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { CertificateSigningRequest } from '../generated/certificates/v1.ts';
import { validateSignerName } from './signer-name.ts';

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
