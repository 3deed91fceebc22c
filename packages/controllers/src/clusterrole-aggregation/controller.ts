/** Fills aggregated ClusterRoles (`admin`, `edit`, `view` among them) with the rules of the roles they select. */
import { type ClusterRole, clusterRoles, type PolicyRule } from '@kubets/api';
import { selectorFromLabelSelector } from '@kubets/machinery';
import { defineController, sameValue, watching } from '@kubets/runtime';

const nameOf = (role: ClusterRole): string => role.metadata?.name ?? '';

/** The rules of every selected role, selector by selector, roles by name, each rule once. Pure. */
export function planAggregation(role: ClusterRole, all: readonly ClusterRole[]): readonly PolicyRule[] {
  const rules: PolicyRule[] = [];
  for (const labelSelector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const selector = selectorFromLabelSelector(labelSelector);
    const selected = all
      .filter((each) => nameOf(each) !== nameOf(role) && selector.matches(each.metadata?.labels))
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    for (const rule of selected.flatMap((each) => each.rules ?? [])) {
      if (!rules.some((known) => sameValue(known, rule))) rules.push(rule);
    }
  }
  return rules;
}

export const clusterRoleAggregationController = defineController<ClusterRole>({
  name: 'clusterrole-aggregation',
  identity: 'clusterrole-aggregation-controller',
  for: clusterRoles,
  watches: [
    // Any role may be part of any other.
    watching(clusterRoles, (_, cache) =>
      cache
        .list(clusterRoles)
        .filter((role) => role.aggregationRule !== undefined)
        .map((role) => ({ namespace: '', name: nameOf(role) })),
    ),
  ],
  async reconcile(role, { cache, client, signal }) {
    if (role.aggregationRule === undefined) return;
    const rules = planAggregation(role, cache.list(clusterRoles));
    if (sameValue(role.rules ?? [], rules)) return;
    await client.update(clusterRoles, { ...role, rules }, { signal });
  },
});
