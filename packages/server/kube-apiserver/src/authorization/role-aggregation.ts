/** Plans the rules of aggregated cluster roles, for the clusterrole-aggregation controller. */
import type { ClusterRole, PolicyRule } from '@kubets/api';
import { deepEqual } from '@kubets/base';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';

/**
 * The expected rules of `role`, in the order of its selectors and of the names of the selected roles, each once.
 * Undefined if the role is not aggregated.
 */
export function planAggregation(role: ClusterRole, all: readonly ClusterRole[]): readonly PolicyRule[] | undefined {
  const selectors = role.aggregationRule?.clusterRoleSelectors;
  if (selectors === undefined) return undefined;
  // A role that one selector has selected adds nothing when others select it again.
  let left = all
    .filter((other) => other.metadata?.name !== role.metadata?.name)
    .sort((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1));
  const rules = new Map<string, PolicyRule>();
  for (const selector of selectors.map(selectorFromLabelSelector)) {
    const others: ClusterRole[] = [];
    for (const other of left) {
      if (!selector.matches(other.metadata?.labels)) others.push(other);
      else for (const rule of other.rules ?? []) rules.set(JSON.stringify(rule), rule);
    }
    left = others;
  }
  return [...rules.values()];
}

/** Each aggregated role with outdated rules, with the expected ones. */
export function planAggregations(all: readonly ClusterRole[]): readonly ClusterRole[] {
  return all.flatMap((role) => {
    const rules = planAggregation(role, all);
    if (rules === undefined || deepEqual(rules, role.rules ?? [])) return [];
    return [{ ...role, rules }];
  });
}
