/** What approvers and signers may change in a CertificateSigningRequest. Upstream: pkg/apis/certificates/validation. */
import { deepEqual } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { CertificateSigningRequest } from '../generated/certificates/v1.ts';
import { conditionsOf, decisions } from './status-preparation.ts';

type Request = CertificateSigningRequest;

const final = [...decisions, 'Failed'] as const;
const statuses = ['False', 'True', 'Unknown'];
const path = 'status.conditions';

const hasBoth = (request: Request): boolean => decisions.every((type) => conditionsOf(request, type).length > 0);
const hasRepeated = (request: Request): boolean =>
  new Set(conditionsOf(request).map(({ type }) => type)).size < conditionsOf(request).length;

/** The conditions by themselves. What the stored object has already is tolerated. */
function conditionErrors(next: Request, old: Request): readonly FieldError[] {
  const found: FieldError[] = [];
  const seen = new Set<string>();
  conditionsOf(next).forEach(({ type, status }, index) => {
    const at = `${path}[${index}]`;
    if (type === '' && !conditionsOf(old).some((each) => each.type === ''))
      found.push(fieldError.required(`${at}.type`));
    const allowed = (final as readonly string[]).includes(type) ? ['True'] : statuses;
    if (!status) found.push(fieldError.required(`${at}.status`));
    else if (!allowed.includes(status)) found.push(fieldError.notSupported(`${at}.status`, status, allowed));
    const other = decisions.find((each) => each !== type);
    const isDecision = (decisions as readonly string[]).includes(type);
    if (isDecision && other !== undefined && seen.has(other) && !hasBoth(old))
      found.push(fieldError.invalid(path, type, 'Approved and Denied conditions are mutually exclusive'));
    if (seen.has(type) && !hasRepeated(old)) found.push(fieldError.duplicate(`${at}.type`, type));
    seen.add(type);
  });
  return found;
}

/** Decisions are made by `approval` only, and the certificate is set by `status` only, once. */
export function statusErrors(next: Request, old: Request, subresource: 'status' | 'approval'): readonly FieldError[] {
  const found = [...conditionErrors(next, old)];
  for (const type of final)
    if (conditionsOf(next, type).length < conditionsOf(old, type).length)
      found.push(fieldError.forbidden(path, `updates may not remove a condition of type ${JSON.stringify(type)}`));
  if (subresource !== 'approval')
    for (const type of decisions) {
      const [given, standing] = [conditionsOf(next, type), conditionsOf(old, type)];
      if (given.length > standing.length)
        found.push(fieldError.forbidden(path, `updates may not add a condition of type ${JSON.stringify(type)}`));
      else if (given.length === standing.length && !deepEqual(given, standing))
        found.push(fieldError.forbidden(path, `updates may not modify a condition of type ${JSON.stringify(type)}`));
    }
  const [certificate, before] = [next.status?.certificate ?? '', old.status?.certificate ?? ''];
  if (certificate === before) return found;
  if (subresource !== 'status')
    found.push(fieldError.forbidden('status.certificate', 'updates may not set certificate content'));
  else if (before !== '')
    found.push(fieldError.forbidden('status.certificate', 'updates may not modify existing certificate content'));
  return found;
}
