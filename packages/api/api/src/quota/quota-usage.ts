/** The usage of a quota, computed from all objects of its namespace. Pure. */
import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { quantityOf } from '@kubets/machinery/quantity';
import type { PersistentVolumeClaim, ResourceQuota, ResourceQuotaStatus } from '../generated/core/v1.ts';
import type { QuotaEvaluator, QuotaFacts } from './evaluator.ts';
import { countedResource, evaluatorOf, knownEvaluators } from './evaluators.ts';
import { equalLists, masked, type ResourceList, resourceListOf, sum, textsOf } from './resource-list.ts';
import { scopesOf, volumeAttributesClassesOf } from './scopes.ts';

const zero = quantityOf(0);

/** The evaluators that count for the limits of a quota. */
export function evaluatorsOf({ spec }: ResourceQuota, facts: QuotaFacts): readonly QuotaEvaluator[] {
  const names = Object.keys(spec?.hard ?? {});
  const known = knownEvaluators.filter((each) => each.matchingResources(names, facts).length > 0);
  const counted = names.flatMap((name) => {
    const resource = countedResource(name);
    return resource === undefined ? [] : (evaluatorOf(resource.group, resource.plural) ?? []);
  });
  return [...new Map([...known, ...counted].map((each) => [`${each.plural}.${each.group}`, each])).values()];
}

/** What some objects of the evaluator's resource use of a quota. Zero for limits that they do not use. */
export function usageOfObjects(
  quota: ResourceQuota,
  evaluator: QuotaEvaluator,
  objects: readonly KubeObject[],
  facts: QuotaFacts,
): ResourceList {
  const matching = new Set(evaluator.matchingResources(Object.keys(quota.spec?.hard ?? {}), facts));
  const scopes = scopesOf(quota);
  let used: ResourceList = new Map([...matching].map((name) => [name, zero]));
  for (const object of objects) {
    if (!scopes.every((scope) => evaluator.matchesScope(scope, object))) continue;
    used = sum(used, masked(evaluator.usage(object, facts), matching));
  }
  return used;
}

/**
 * The status of a quota with this usage. Limits that nothing counts keep their usage, if they have one. Undefined if
 * the status is correct as it is.
 */
export function quotaStatus(quota: ResourceQuota, usage: ResourceList): ResourceQuotaStatus | undefined {
  const hard = resourceListOf(quota.spec?.hard);
  const standing = { hard: resourceListOf(quota.status?.hard), used: resourceListOf(quota.status?.used) };
  const used = masked(new Map([...standing.used, ...usage]), hard);
  const isComplete = quota.status?.hard !== undefined && quota.status.used !== undefined;
  if (isComplete && equalLists(hard, standing.hard) && equalLists(used, standing.used)) return undefined;
  return { hard: textsOf(hard), used: textsOf(used) };
}

/** Whether the status has other limits than the spec: the quota is new, or its limits have changed. */
export function hasNewLimits({ spec, status }: ResourceQuota): boolean {
  return status?.hard === undefined || !equalLists(resourceListOf(spec?.hard), resourceListOf(status.hard));
}

/** Whether an update changes what an object uses, or of which quotas. */
export function usageChanged(
  evaluator: QuotaEvaluator,
  object: KubeObject,
  old: KubeObject,
  facts: QuotaFacts,
): boolean {
  if (!equalLists(evaluator.usage(object, facts), evaluator.usage(old, facts))) return true;
  if (evaluator.plural !== 'persistentvolumeclaims') return false;
  const classes = (claim: PersistentVolumeClaim) => volumeAttributesClassesOf(claim).toSorted();
  return !deepEqual(classes(object), classes(old));
}
