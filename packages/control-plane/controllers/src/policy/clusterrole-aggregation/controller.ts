/** Sets the rules of aggregated ClusterRoles, such as `admin`, `edit` and `view`, from the ClusterRoles they select. */
import { type ClusterRole, clusterRoles, type PolicyRule } from '@kubets/api';
import { readUpdate, rule } from '@kubets/api/policy-rules';
import { deepEqual } from '@kubets/base';
import { defineController, watching } from '@kubets/controller-runtime';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { errors } from '@kubets/machinery/status-error';

const nameOf = (role: ClusterRole): string => role.metadata?.name ?? '';

/** The rules of all selected roles, in the order of selectors and names, each rule once. Pure. */
export function planAggregation(role: ClusterRole, all: readonly ClusterRole[]): readonly PolicyRule[] {
  const rules = new Map<string, PolicyRule>();
  // A role that was selected once need not be checked against further selectors.
  let left = all.filter((each) => nameOf(each) !== nameOf(role)).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  for (const labelSelector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    if (left.length === 0) break;
    const selector = selectorFromLabelSelector(labelSelector);
    const others: ClusterRole[] = [];
    for (const each of left) {
      if (!selector.matches(each.metadata?.labels)) others.push(each);
      else for (const rule of each.rules ?? []) addRule(rules, rule);
    }
    left = others;
  }
  return [...rules.values()];
}

function addRule(rules: Map<string, PolicyRule>, rule: PolicyRule): void {
  const key = keyOf(rule);
  if (!rules.has(key)) rules.set(key, rule);
}

/** A key that is the same for equal rules. */
const keyOf = ({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string =>
  JSON.stringify([verbs, apiGroups ?? [], resources ?? [], resourceNames ?? [], nonResourceURLs ?? []]);

/** Upstream's limit for an object in the store (etcd's for a request). */
const maxObjectBytes = 1_572_864;

/** The approximate size of the rules as JSON. */
function sizeOf(rules: readonly PolicyRule[]): number {
  let size = 0;
  for (const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } of rules)
    for (const list of [verbs, apiGroups, resources, resourceNames, nonResourceURLs])
      for (const each of list ?? []) size += each.length + 3;
  return size;
}

const identity = 'clusterrole-aggregation-controller';

export const clusterRoleAggregationController = defineController<ClusterRole>({
  name: 'clusterrole-aggregation',
  identity,
  rules: [rule(`escalate ${readUpdate} patch`, 'rbac.authorization.k8s.io', 'clusterroles')],
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
    if (deepEqual(role.rules ?? [], rules)) return;
    if (sizeOf(rules) > maxObjectBytes)
      throw errors.tooLarge(`the aggregated rules exceed ${maxObjectBytes} bytes; the role keeps those it has`);
    const name = nameOf(role);
    const { apiVersion = '', kind = '', metadata } = role;
    // Applied, as upstream does: others keep what they manage of the role. With its uid, so that no new role of this name is
    // made where it was deleted meanwhile.
    const applied = { apiVersion, kind, metadata: { name, uid: metadata?.uid }, rules };
    await client.patch(clusterRoles, { name }, 'apply', applied, { fieldManager: identity, force: true, signal });
  },
});
