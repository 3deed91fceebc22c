/** Prepares writes of the status and the approval of CertificateSigningRequests. Upstream: pkg/registry/certificates. */
import type { CertificateSigningRequest, CertificateSigningRequestCondition } from '../generated/certificates/v1.ts';
import type { StrategyContext } from '../resource-definition.ts';

type Request = CertificateSigningRequest;
type Condition = CertificateSigningRequestCondition;

export const decisions = ['Approved', 'Denied'] as const;

export const conditionsOf = ({ status }: Request, type?: string): readonly Condition[] =>
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
