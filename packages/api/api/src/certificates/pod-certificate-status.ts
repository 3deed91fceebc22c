/**
 * Validation of the status of a PodCertificateRequest, which its signer writes once: the certificates, or why there are none. Loaded
 * with the first one. Upstream: ValidatePodCertificateRequestStatusUpdate.
 */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { utf8Length } from '@kubets/machinery/names';
import { semanticEqual } from '../core/semantic-equal.ts';
import { conditionErrors } from '../core/validation/conditions.ts';
import type { PodCertificateRequest, PodCertificateRequestStatus } from '../generated/certificates/v1.ts';
import { parseCertificate } from './certificate.ts';
import { pemBlocks } from './pem.ts';

const decisions = ['Issued', 'Denied', 'Failed'];
const chainPath = 'status.certificateChain';
const maxChainBytes = 100 * 1024;
/** The shortest time between a limit of the validity and the refresh. */
const refreshMarginMs = 10 * 60_000;

const decisionOf = ({ conditions = [] }: PodCertificateRequestStatus): string | undefined =>
  conditions.find(({ type, status }) => decisions.includes(type) && status === 'True')?.type;

const omitted = (detail: string): FieldError => ({
  type: 'FieldValueInvalid',
  field: 'status',
  message: `Invalid value: ${detail}`,
});

function decisionErrors({ conditions = [] }: PodCertificateRequestStatus): readonly FieldError[] {
  const found: FieldError[] = [];
  let count = 0;
  for (const [index, { type, status }] of conditions.entries()) {
    // The dot before the index is upstream's.
    const path = `status.conditions.[${index}]`;
    if (!decisions.includes(type)) {
      found.push(fieldError.notSupported(`${path}.type`, type, decisions));
      continue;
    }
    count += 1;
    const detail = 'There may be at most one condition with type "Issued", "Denied", or "Failed"';
    if (count > 1) found.push(fieldError.invalid(`${path}.type`, type, detail));
    if (status !== 'True') found.push(fieldError.notSupported(`${path}.status`, status, ['True']));
  }
  conditionErrors(found, 'status.conditions', conditions);
  return found;
}

/** Why the chain cannot be accepted. Upstream checks the leaf before the times, and the others after them. */
function chainProblem(chain: string): string | undefined {
  const blocks = pemBlocks(chain);
  if (blocks.length === 0) return 'issued certificate chain must contain at least one certificate';
  for (const [index, { type, bytes }] of blocks.entries()) {
    if (type !== 'CERTIFICATE') return 'issued certificate chain must consist entirely of CERTIFICATE PEM blocks';
    if (parseCertificate(bytes) !== undefined) continue;
    return `${index === 0 ? 'leaf' : 'intermediate'} certificate does not parse as valid X.509`;
  }
  return undefined;
}

function issuedErrors({ certificateChain: chain = '', ...times }: PodCertificateRequestStatus): readonly FieldError[] {
  if (utf8Length(chain) > maxChainBytes) return [fieldError.tooLong(chainPath, maxChainBytes)];
  const problem = chainProblem(chain);
  if (problem !== undefined) return [fieldError.invalid(chainPath, chain, problem)];
  const { notBefore, notAfter, beginRefreshAt } = times;
  const found: FieldError[] = [];
  const consistent = 'must be present and consistent with the issued certificate';
  if (notBefore === undefined) found.push(fieldError.required('status.notBefore', consistent));
  if (notAfter === undefined) found.push(fieldError.required('status.notAfter', consistent));
  if (beginRefreshAt === undefined) {
    const detail = 'must be present and in the range [notbefore+10min, notafter-10min]';
    found.push(fieldError.required('status.beginRefreshAt', detail));
  }
  if (notBefore === undefined || notAfter === undefined || beginRefreshAt === undefined) return found;
  const refresh = Date.parse(beginRefreshAt);
  const add = (detail: string): readonly FieldError[] => [
    fieldError.invalid('status.beginRefreshAt', beginRefreshAt, detail),
  ];
  if (refresh < Date.parse(notBefore) + refreshMarginMs)
    return add('must be at least 10 minutes after status.notBefore');
  return refresh > Date.parse(notAfter) - refreshMarginMs
    ? add('must be at least 10 minutes before status.notAfter')
    : [];
}

export async function podCertificateStatusErrors(
  { status = {} }: PodCertificateRequest,
  old: PodCertificateRequest | undefined,
  subresource: string,
): Promise<readonly FieldError[]> {
  if (old === undefined || subresource !== 'status') return [];
  const found = decisionErrors(status);
  if (found.length > 0) return found;
  const before = old.status ?? {};
  const isSame = semanticEqual(status, before);
  if (decisionOf(before) !== undefined)
    return isSame ? [] : [omitted('immutable after PodCertificateRequest is issued, denied, or failed')];
  switch (decisionOf(status)) {
    case 'Issued':
      return issuedErrors(status);
    case undefined:
      return isSame ? [] : [omitted('status is immutable unless transitioning to "Issued", "Denied", or "Failed"')];
    default:
      return semanticEqual(status, { conditions: status.conditions })
        ? []
        : [omitted('non-condition status fields must be empty when denying or failing the PodCertificateRequest')];
  }
}
