/** The rules of a cluster role that is made of others: a pure plan for the clusterrole-aggregation controller. */
import type { ClusterRole, LabelSelector, PolicyRule } from '@kubets/api';

function selects(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const value = (key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  for (const [key, wanted] of Object.entries(selector.matchLabels ?? {})) if (value(key) !== wanted) return false;
  return (selector.matchExpressions ?? []).every((term) => {
    const found = value(term.key);
    switch (term.operator) {
      case 'In':
        return found !== undefined && term.values?.includes(found) === true;
      case 'NotIn':
        return found === undefined || term.values?.includes(found) !== true;
      case 'Exists':
        return found !== undefined;
      case 'DoesNotExist':
        return found === undefined;
      default:
        return false;
    }
  });
}

/**
 * The rules `role` should have, in the order of its selectors and of the names of the roles they choose, each once.
 * Undefined when it does not aggregate.
 */
export function planAggregation(role: ClusterRole, all: readonly ClusterRole[]): readonly PolicyRule[] | undefined {
  const selectors = role.aggregationRule?.clusterRoleSelectors;
  if (selectors === undefined) return undefined;
  const sorted = all
    .filter((other) => other.metadata?.name !== role.metadata?.name)
    .sort((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1));
  const rules = new Map<string, PolicyRule>();
  for (const selector of selectors)
    for (const other of sorted)
      if (selects(selector, other.metadata?.labels ?? {}))
        for (const rule of other.rules ?? []) rules.set(JSON.stringify(rule), rule);
  return [...rules.values()];
}

/** Every aggregating role whose rules are not what they should be, as it should be. */
export function planAggregations(all: readonly ClusterRole[]): readonly ClusterRole[] {
  return all.flatMap((role) => {
    const rules = planAggregation(role, all);
    if (rules === undefined || JSON.stringify(rules) === JSON.stringify(role.rules ?? [])) return [];
    return [{ ...role, rules }];
  });
}
