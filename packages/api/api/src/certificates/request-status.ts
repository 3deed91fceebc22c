/** The status of a CertificateSigningRequest: what approvers and signers may change. Upstream: pkg/registry/certificates. */
import { deepEqual } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { CertificateSigningRequest, CertificateSigningRequestCondition } from '../generated/certificates/v1.ts';
import type { StrategyContext } from '../resource-definition.ts';

type Request = CertificateSigningRequest;
type Condition = CertificateSigningRequestCondition;

const decisions = ['Approved', 'Denied'] as const;
const final = [...decisions, 'Failed'] as const;
const statuses = ['False', 'True', 'Unknown'];
const path = 'status.conditions';

const conditionsOf = ({ status }: Request, type?: string): readonly Condition[] =>
  (status?.conditions ?? []).filter((each) => type === undefined || each.type === type);

/** Times that are absent are set; the transition time of a condition that stays as it was is kept. */
function withTimes(conditions: readonly Condition[], old: Request, now: string): readonly Condition[] {
  return conditions.map((each) => {
    const standing = conditionsOf(old, each.type).find(({ status }) => status === each.status);
    return {
      ...each,
      lastUpdateTime: each.lastUpdateTime ?? now,
      lastTransitionTime: each.lastTransitionTime ?? standing?.lastTransitionTime ?? now,
    };
  });
}

/** A write of the status keeps the decisions, if it has as many of them. */
function withDecisionsOf(conditions: readonly Condition[], old: Request): readonly Condition[] {
  let result = conditions;
  for (const type of decisions) {
    const standing = [...conditionsOf(old, type)];
    if (result.filter((each) => each.type === type).length !== standing.length) continue;
    result = result.map((each) => (each.type === type ? (standing.shift() ?? each) : each));
  }
  return result;
}

/** Prepares a write of `status` or of `approval`. An approval does not change the certificate. */
export function prepareStatus(next: Request, old: Request, { now }: StrategyContext, subresource: string): Request {
  const given = conditionsOf(next);
  const conditions = withTimes(subresource === 'status' ? withDecisionsOf(given, old) : given, old, now);
  const { certificate, ...rest } = next.status ?? {};
  const kept = subresource === 'approval' ? old.status?.certificate : certificate;
  return {
    ...next,
    status: {
      ...rest,
      ...(conditions.length === 0 ? {} : { conditions }),
      ...(kept === undefined ? {} : { certificate: kept }),
    },
  };
}

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
