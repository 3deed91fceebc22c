/** Nobody grants what they do not hold: checks on writes of roles and bindings, with upstream's ways around them. */
import {
  type ClusterRole,
  type ClusterRoleBinding,
  clusterRoleBindings,
  clusterRoles,
  type PolicyRule,
  type Role,
  type RoleBinding,
  type RoleRef,
  roleBindings,
  roles,
} from '@kubets/api';
import { errors, type ResourceType } from '@kubets/machinery';
import { refusal } from '../admission/refuse.ts';
import { type AdmissionAttributes, type AdmissionPlugin, defineAdmission } from '../admission.ts';
import { type Authorizer, privilegedGroup } from '../authorizer.ts';
import type { UserInfo } from '../request.ts';
import type { RbacAuthorizer } from './rbac-authorizer.ts';
import { describeRule, quotedList, uncoveredRules } from './rule-cover.ts';

const fullAuthority: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** Compares what JSON keeps of two values; an absent list and an empty one are the same. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);

export interface EscalationContext {
  readonly rbac: Pick<RbacAuthorizer, 'rulesFor' | 'rulesOf'>;
  /** Answers the `escalate` and `bind` questions. */
  readonly authorizer: Authorizer;
}

/** Why `user` may not grant `rules` in `namespace`; undefined when they may. */
async function escalationOf(
  rbac: EscalationContext['rbac'],
  user: UserInfo,
  namespace: string,
  rules: readonly PolicyRule[],
): Promise<string | undefined> {
  const owned = await rbac.rulesFor(user, namespace);
  const missing = uncoveredRules(owned.rules, rules);
  if (missing.length === 0) return undefined;
  const lines = [...new Set(missing.map(describeRule))].sort();
  const unresolved = owned.errors.length === 0 ? '' : `; resolution errors: [${owned.errors.join(', ')}]`;
  return (
    `user ${JSON.stringify(user.name)} (groups=${quotedList(user.groups)}) is attempting to grant RBAC permissions ` +
    `not currently held:\n${lines.join('\n')}${unresolved}`
  );
}

async function may(
  context: EscalationContext,
  user: UserInfo,
  verb: 'bind' | 'escalate',
  role: RoleRef,
  namespace: string,
): Promise<boolean> {
  const verdict = await context.authorizer.authorize(user, {
    isResourceRequest: true,
    path: '',
    verb,
    group: roles.group,
    version: '*',
    namespace,
    resource: role.kind === 'ClusterRole' ? clusterRoles.plural : roles.plural,
    subresource: '',
    name: role.name,
  });
  return verdict.decision === 'allow';
}

async function checkRole(
  context: EscalationContext,
  type: ResourceType,
  attributes: AdmissionAttributes<Role | ClusterRole>,
): Promise<void> {
  const { user, namespace, oldObject } = attributes;
  const role: ClusterRole = attributes.object ?? {};
  const old: ClusterRole | undefined = oldObject;
  const name = role.metadata?.name ?? attributes.name;
  if (user.groups.includes(privilegedGroup)) return;
  if (old !== undefined && same(old.rules, role.rules) && same(old.aggregationRule, role.aggregationRule)) return;
  if (await may(context, user, 'escalate', { kind: type.kind, name }, namespace)) return;
  const escalation = await escalationOf(context.rbac, user, namespace, role.rules ?? []);
  if (escalation !== undefined) throw refusal(attributes, escalation);
  const aggregates = (role.aggregationRule?.clusterRoleSelectors ?? []).length > 0;
  if (aggregates && (await escalationOf(context.rbac, user, '', fullAuthority)) !== undefined)
    throw refusal(attributes, 'must have cluster-admin privileges to use an aggregationRule');
}

async function checkBinding(
  context: EscalationContext,
  attributes: AdmissionAttributes<RoleBinding | ClusterRoleBinding>,
): Promise<void> {
  const { user, namespace, object, oldObject } = attributes;
  if (object === undefined || user.groups.includes(privilegedGroup)) return;
  if (oldObject !== undefined && same(oldObject.subjects, object.subjects) && same(oldObject.roleRef, object.roleRef))
    return;
  if (await may(context, user, 'bind', object.roleRef, namespace)) return;
  const rules = await context.rbac.rulesOf(object.roleRef, namespace);
  if (rules === undefined) {
    const resource = object.roleRef.kind === 'ClusterRole' ? clusterRoles : roles;
    throw errors.notFound({ group: resource.group, resource: resource.kind.toLowerCase() }, object.roleRef.name);
  }
  const escalation = await escalationOf(context.rbac, user, namespace, rules);
  if (escalation !== undefined) throw refusal(attributes, escalation);
}

/** Runs after every mutating plugin. `escalate` on a role, or `bind` on the role a binding names, lifts the check. */
export function escalationChecks(context: EscalationContext): readonly AdmissionPlugin[] {
  const operations = ['CREATE', 'UPDATE'] as const;
  return [
    ...[roles, clusterRoles].map((resource) =>
      defineAdmission<Role | ClusterRole>({
        name: 'RBACEscalation',
        on: { resource, operations },
        validate: (attributes) => checkRole(context, resource, attributes),
      }),
    ),
    ...[roleBindings, clusterRoleBindings].map((resource) =>
      defineAdmission<RoleBinding | ClusterRoleBinding>({
        name: 'RBACEscalation',
        on: { resource, operations },
        validate: (attributes) => checkBinding(context, attributes),
      }),
    ),
  ];
}
