/** Whether a write fits into the quotas of its namespace, and what it adds to their usage. Pure. */
import type { ResourceQuota, ScopedResourceSelectorRequirement } from '../generated/core/v1.ts';
import type { QuotaEvaluator, QuotaFacts, QuotaRequest } from './evaluator.ts';
import {
  exceeding,
  increase,
  masked,
  negativeNames,
  type ResourceList,
  resourceListOf,
  shown,
  sum,
  withoutZeros,
} from './resource-list.ts';
import { scopesOf } from './scopes.ts';

/** Resources that can only be used where a quota allows it. Upstream: LimitedResource of the plugin's configuration. */
export interface LimitedResource {
  readonly apiGroup?: string;
  readonly resource: string;
  /** Parts of resource names: a request for a resource whose name contains one of them needs a quota. */
  readonly matchContains?: readonly string[];
  readonly matchScopes?: readonly ScopedResourceSelectorRequirement[];
}

/** The usage of a quota after the write. */
export interface QuotaCharge {
  readonly quota: ResourceQuota;
  readonly used: ResourceList;
}

export type QuotaDecision =
  | { readonly charges: readonly QuotaCharge[] }
  /** Forbidden, for this reason. */
  | { readonly refused: string }
  /** Refused with an internal error, as upstream. */
  | { readonly failed: string };

const noCharges: QuotaDecision = { charges: [] };

/** A quota that limits the object. */
interface Concerned {
  readonly quota: ResourceQuota;
  readonly hard: ResourceList;
  readonly restricted: readonly string[];
}

/** Whether an object counts for the quota. The limits are those of the status: only they have a usage. */
export function quotaMatches(
  evaluator: QuotaEvaluator,
  quota: ResourceQuota,
  object: QuotaRequest['object'],
  facts: QuotaFacts,
): boolean {
  const names = Object.keys(quota.status?.hard ?? {});
  return (
    evaluator.matchingResources(names, facts).length > 0 &&
    scopesOf(quota).every((scope) => evaluator.matchesScope(scope, object))
  );
}

/** The quotas that limit the object, or why it cannot be counted. */
function concernedBy(
  quotas: readonly ResourceQuota[],
  evaluator: QuotaEvaluator,
  { object }: QuotaRequest,
  facts: QuotaFacts,
): readonly Concerned[] | string {
  const concerned: Concerned[] = [];
  for (const quota of quotas) {
    if (!quotaMatches(evaluator, quota, object, facts)) continue;
    const name = quota.metadata?.name ?? '';
    const hard = resourceListOf(quota.status?.hard);
    const restricted = evaluator.matchingResources(hard.keys(), facts).toSorted();
    const missing = evaluator.constraints(restricted, object);
    if (missing !== undefined) return `failed quota: ${name}: ${missing}`;
    const used = quota.status?.used ?? {};
    if (restricted.some((each) => !Object.hasOwn(used, each)))
      return `status unknown for quota: ${name}, resources: ${restricted.join(',')}`;
    concerned.push({ quota, hard, restricted });
  }
  return concerned;
}

/** What the write adds to a quota that contains the old object, and to one that does not. */
function additions(
  evaluator: QuotaEvaluator,
  { operation, object, oldObject }: QuotaRequest,
  facts: QuotaFacts,
): { readonly usage: ResourceList; readonly more: ResourceList } | string {
  const usage = evaluator.usage(object, facts);
  const negative = negativeNames(usage);
  if (negative.length > 0) return `quota usage is negative for resource(s): ${negative.join(',')}`;
  if (operation === 'CREATE') return { usage, more: usage };
  if (oldObject === undefined) return 'unable to get previous usage since prior version of object was not found';
  return { usage, more: increase(usage, evaluator.usage(oldObject, facts)) };
}

const shownScope = ({ scopeName, operator, values = [] }: ScopedResourceSelectorRequirement): string =>
  `{${scopeName} ${operator} [${values.join(' ')}]}`;

/** Why resources or scopes that need a quota have none. */
function uncovered(
  limited: readonly LimitedResource[],
  evaluator: QuotaEvaluator,
  object: QuotaRequest['object'],
  usage: ResourceList,
  quotas: readonly ResourceQuota[],
  restricted: ReadonlySet<string>,
): QuotaDecision | undefined {
  const parts = limited
    .filter(({ apiGroup = '', resource }) => apiGroup === evaluator.group && resource === evaluator.plural)
    .flatMap(({ matchContains = [] }) => matchContains);
  const names = [...usage]
    .filter(([name, quantity]) => quantity.nanos > 0n && parts.some((part) => name.includes(part)))
    .map(([name]) => name)
    .filter((name) => !restricted.has(name));
  if (names.length > 0) return { refused: `insufficient quota to consume: ${names.sort().join(',')}` };
  if (!evaluator.scoped) return undefined;
  const matched = (scopes: readonly ScopedResourceSelectorRequirement[]) =>
    scopes.filter((scope) => evaluator.matchesScope(scope, object));
  const covered = new Set(quotas.flatMap((quota) => matched(scopesOf(quota))).map(({ scopeName }) => scopeName));
  const open = matched(limited.flatMap(({ matchScopes = [] }) => matchScopes)).filter(
    ({ scopeName }) => !covered.has(scopeName),
  );
  if (open.length === 0) return undefined;
  return { failed: `insufficient quota to match these scopes: [${open.map(shownScope).join(' ')}]` };
}

/** The usage with the addition, or why it is too much. */
function charged({ quota, hard }: Concerned, addition: ResourceList, subresource: string): QuotaCharge | string {
  const standing = resourceListOf(quota.status?.used);
  const requested = masked(addition, hard);
  const used = sum(standing, requested);
  const over = subresource === 'status' ? new Set<string>() : exceeding(masked(used, requested), hard);
  if (over.size === 0) return { quota, used };
  const part = (list: ResourceList): string => shown(masked(list, over));
  return `exceeded quota: ${quota.metadata?.name}, requested: ${part(requested)}, used: ${part(standing)}, limited: ${part(hard)}`;
}

/**
 * Decides on one write. A write that adds nothing is always allowed. Upstream: CheckRequest of the admission plugin
 * resourcequota.
 */
export function checkQuotaRequest(
  quotas: readonly ResourceQuota[],
  evaluator: QuotaEvaluator,
  request: QuotaRequest,
  facts: QuotaFacts,
  limited: readonly LimitedResource[] = [],
): QuotaDecision {
  if (!evaluator.handles(request)) return noCharges;
  const concerned = concernedBy(quotas, evaluator, request, facts);
  if (typeof concerned === 'string') return { refused: concerned };
  const added = additions(evaluator, request, facts);
  if (typeof added === 'string') return { refused: added };
  const { oldObject } = request;
  const contained = (quota: ResourceQuota): boolean =>
    oldObject !== undefined && quotaMatches(evaluator, quota, oldObject, facts);
  const charges = concerned
    .map((each) => ({ each, addition: withoutZeros(contained(each.quota) ? added.more : added.usage) }))
    .filter(({ addition }) => addition.size > 0);
  if (concerned.length > 0 ? charges.length === 0 : withoutZeros(added.more).size === 0) return noCharges;
  const restricted = new Set(concerned.flatMap((each) => each.restricted));
  const open = uncovered(limited, evaluator, request.object, added.usage, quotas, restricted);
  if (open !== undefined) return open;
  const result: QuotaCharge[] = [];
  for (const { each, addition } of charges) {
    const charge = charged(each, addition, request.subresource);
    if (typeof charge === 'string') return { refused: charge };
    if (withoutZeros(masked(addition, each.hard)).size > 0) result.push(charge);
  }
  return { charges: result };
}
