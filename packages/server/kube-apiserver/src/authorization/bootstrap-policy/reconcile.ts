/**
 * Reconciles the bootstrap policy at start: adds what is missing, removes nothing, and honors the autoupdate
 * annotation.
 */
import {
  type ClusterRole,
  type ClusterRoleBinding,
  clusterRoleBindings,
  clusterRoles,
  type PolicyRule,
  roleBindings,
  roles,
  type Subject,
} from '@kubets/api';
import type { BoundRole } from '@kubets/api/policy-rules';
import type { ResourceAccess } from '@kubets/apiserver/access';
import { deepEqual } from '@kubets/base';
import type { KubeObject, ObjectMeta } from '@kubets/machinery/meta';
import { objectKeyOf } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isAlreadyExists, isNotFound } from '@kubets/machinery/status-error';
import { planAggregations } from '../role-aggregation.ts';
import { uncoveredRules } from '../rule-cover.ts';
import { bootstrapPolicy } from './bootstrap-policy.ts';
import { autoUpdateAnnotation } from './declare.ts';

export type ReconcilePlan =
  | { readonly action: 'none' }
  | { readonly action: 'create' | 'update' | 'recreate'; readonly object: KubeObject };

type RoleLike = ClusterRole;
type BindingLike = ClusterRoleBinding;

/** Existing values take precedence over expected ones; missing keys are added. */
function merged(
  expected: Readonly<Record<string, string>> | undefined,
  standing: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  const missing = Object.keys(expected ?? {}).some((key) => standing === undefined || !Object.hasOwn(standing, key));
  return missing ? { ...expected, ...standing } : standing;
}

function mergedMetadata(expected: ObjectMeta, standing: ObjectMeta): ObjectMeta {
  const labels = merged(expected.labels, standing.labels);
  const annotations = merged(expected.annotations, standing.annotations);
  if (labels === standing.labels && annotations === standing.annotations) return standing;
  return { ...standing, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) };
}

/** The aggregation controller owns the rules of an aggregated role. */
function plannedRules(expected: RoleLike, standing: RoleLike): readonly PolicyRule[] | undefined {
  if (expected.aggregationRule !== undefined || deepEqual(expected.rules, standing.rules)) return standing.rules;
  const { rules: missing } = uncoveredRules(standing.rules ?? [], expected.rules ?? []);
  return missing.length === 0 ? standing.rules : [...(standing.rules ?? []), ...missing];
}

function plannedAggregation(expected: RoleLike, standing: RoleLike): RoleLike['aggregationRule'] {
  const there = standing.aggregationRule?.clusterRoleSelectors ?? [];
  const missing = (expected.aggregationRule?.clusterRoleSelectors ?? []).filter(
    (selector) => !there.some((each) => deepEqual(each, selector)),
  );
  return missing.length === 0 ? standing.aggregationRule : { clusterRoleSelectors: [...there, ...missing] };
}

function planRole(expected: RoleLike, standing: RoleLike): RoleLike {
  const metadata = mergedMetadata(expected.metadata ?? {}, standing.metadata ?? {});
  const rules = plannedRules(expected, standing);
  const aggregationRule = plannedAggregation(expected, standing);
  const unchanged =
    metadata === standing.metadata && rules === standing.rules && aggregationRule === standing.aggregationRule;
  return unchanged
    ? standing
    : { ...standing, metadata, ...(rules ? { rules } : {}), ...(aggregationRule ? { aggregationRule } : {}) };
}

const sameSubject = (a: Subject, b: Subject): boolean =>
  a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');

function planBinding(expected: BindingLike, standing: BindingLike): BindingLike {
  const metadata = mergedMetadata(expected.metadata ?? {}, standing.metadata ?? {});
  const there = standing.subjects ?? [];
  const missing = (expected.subjects ?? []).filter((subject) => !there.some((each) => sameSubject(each, subject)));
  if (metadata === standing.metadata && missing.length === 0) return standing;
  return { ...standing, metadata, ...(missing.length === 0 ? {} : { subjects: [...there, ...missing] }) };
}

const isBinding = (object: KubeObject): object is BindingLike => 'roleRef' in object;

/** The action for one expected object. A binding to another role than expected is recreated: roleRef is immutable. */
export function planReconcile(expected: KubeObject, standing: KubeObject | undefined): ReconcilePlan {
  if (standing === undefined) return { action: 'create', object: expected };
  if (standing.metadata?.annotations?.[autoUpdateAnnotation] === 'false') return { action: 'none' };
  if (isBinding(expected) && isBinding(standing)) {
    const { roleRef } = standing;
    if (roleRef.kind !== expected.roleRef.kind || roleRef.name !== expected.roleRef.name)
      return { action: 'recreate', object: expected };
  }
  const object =
    isBinding(expected) && isBinding(standing) ? planBinding(expected, standing) : planRole(expected, standing);
  return object === standing ? { action: 'none' } : { action: 'update', object };
}

const typesByKind = new Map<string, ResourceType>(
  [clusterRoles, clusterRoleBindings, roles, roleBindings].map((type) => [type.kind, type]),
);

const keyOf = (object: KubeObject): string => `${object.kind}/${objectKeyOf(object)}`;

async function carryOut(resources: ResourceAccess, type: ResourceType, plan: ReconcilePlan): Promise<void> {
  if (plan.action === 'none') return;
  const namespace = plan.object.metadata?.namespace ?? '';
  const name = plan.object.metadata?.name ?? '';
  // Another server of the same cluster may do the same at the same time.
  if (plan.action === 'recreate')
    await resources.delete(type, namespace, name).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  if (plan.action !== 'update') {
    await resources.create(type, namespace, plan.object).catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw error;
    });
    return;
  }
  await resources.update(type, namespace, name, (current) => {
    const again = planReconcile(plan.object, current);
    return again.action === 'update' ? again.object : current;
  });
}

/** The policy with the aggregated rules already computed, so that a new cluster needs no controller for them. */
function withAggregatedRules(policy: readonly KubeObject[]): readonly KubeObject[] {
  let known = policy.filter((object): object is ClusterRole => object.kind === 'ClusterRole');
  // admin aggregates edit, which aggregates view: at most three rounds.
  for (let changed = planAggregations(known); changed.length > 0; changed = planAggregations(known))
    known = known.map((role) => changed.find((each) => each.metadata?.name === role.metadata?.name) ?? role);
  const filled = new Map(known.map((role) => [keyOf(role), role]));
  return policy.map((object) => filled.get(keyOf(object)) ?? object);
}

/** Reads four lists; writes only what differs. The namespaces of roles must exist. */
export async function reconcileBootstrapPolicy(resources: ResourceAccess, roles: readonly BoundRole[]): Promise<void> {
  const lists = await Promise.all([...typesByKind.values()].map((type) => resources.list(type)));
  const kinds = [...typesByKind.keys()];
  const standing = new Map<string, KubeObject>();
  for (const [index, list] of lists.entries())
    for (const object of list) standing.set(keyOf({ ...object, kind: kinds[index] ?? '' }), object);
  const policy = bootstrapPolicy(roles);
  const complete = policy.every((object) => standing.has(keyOf(object)));
  await Promise.all(
    (complete ? policy : withAggregatedRules(policy)).map((object) => {
      const type = typesByKind.get(object.kind ?? '');
      return type === undefined
        ? undefined
        : carryOut(resources, type, planReconcile(object, standing.get(keyOf(object))));
    }),
  );
}
