/** Privilege escalation prevention: checks of writes to roles and bindings, with upstream's exceptions. */
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
import { type AdmissionAttributes, type AdmissionPlugin, defineAdmission, refusal } from '@kubets/apiserver/admission';
import { type Authorizer, privilegedGroup } from '@kubets/apiserver/authorization';
import type { UserInfo } from '@kubets/apiserver/requests';
import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import { describeRights, quotedList } from './describe-rules.ts';
import type { RbacAuthorizer } from './rbac-authorizer.ts';
import { uncoveredRules } from './rule-cover.ts';

const fullAuthority: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/**
 * The maximum number of steps to compare wanted rules with owned ones, so that it holds the event loop for at most
 * about 20 ms. Rules that need more are refused; roles that people write need far fewer.
 */
const maxSteps = 60_000;

/** Changes that garbage collection may make to a role or binding that it could not grant. */
function withoutOwners(object: KubeObject): object {
  const { ownerReferences, finalizers, managedFields, resourceVersion, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
}

/** Labels and annotations count like rules: aggregation reads them. */
const onlyOwnersChanged = (object: KubeObject, old: KubeObject | undefined): boolean =>
  old !== undefined && deepEqual(withoutOwners(object), withoutOwners(old));

export interface EscalationContext {
  readonly rbac: Pick<RbacAuthorizer, 'rulesFor' | 'rulesOf'>;
  /** Decides the `escalate` and `bind` verbs. */
  readonly authorizer: Authorizer;
}

/** Why `user` may not grant `rules` in `namespace`; undefined when they may. */
async function escalationOf(
  rbac: EscalationContext['rbac'],
  user: UserInfo,
  namespace: string,
  rules: readonly PolicyRule[],
): Promise<string | undefined> {
  const owned = await rbac.rulesFor(user, namespace, maxSteps);
  const missing = uncoveredRules(owned.rules, rules, maxSteps);
  if (missing.rules.length === 0 && missing.decided) return undefined;
  const who = `user ${JSON.stringify(user.name)} (groups=${quotedList(user.groups)})`;
  if (!missing.decided)
    return `${who} is attempting to grant too many RBAC permissions to compare them with those currently held`;
  const lines = describeRights(missing.rules, rules);
  const unresolved = owned.errors.length === 0 ? '' : `; resolution errors: [${owned.errors.join(', ')}]`;
  return `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}${unresolved}`;
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

const aggregates = (role: ClusterRole | undefined): boolean =>
  (role?.aggregationRule?.clusterRoleSelectors ?? []).length > 0;

async function checkRole(
  context: EscalationContext,
  type: ResourceType,
  attributes: AdmissionAttributes<Role | ClusterRole>,
): Promise<void> {
  const { user, namespace, name, object } = attributes;
  const old: ClusterRole | undefined = attributes.oldObject;
  if (object === undefined || user.groups.includes(privilegedGroup)) return;
  // With the name of the request, as upstream: a POST has none.
  if (await may(context, user, 'escalate', { kind: type.kind, name }, namespace)) return;
  if (onlyOwnersChanged(object, old)) return;
  const escalation = await escalationOf(context.rbac, user, namespace, object.rules ?? []);
  if (escalation !== undefined) throw refusal(attributes, escalation);
  // It may aggregate anything: only a user who can grant everything may set, change or keep such a rule.
  if (!aggregates(object) && !aggregates(old)) return;
  if ((await escalationOf(context.rbac, user, '', fullAuthority)) !== undefined)
    throw refusal(attributes, 'must have cluster-admin privileges to use an aggregationRule');
}

async function checkBinding(
  context: EscalationContext,
  attributes: AdmissionAttributes<RoleBinding | ClusterRoleBinding>,
): Promise<void> {
  const { user, namespace, object, oldObject } = attributes;
  if (object === undefined || user.groups.includes(privilegedGroup)) return;
  if (onlyOwnersChanged(object, oldObject)) return;
  if (await may(context, user, 'bind', object.roleRef, namespace)) return;
  const rules = await context.rbac.rulesOf(object.roleRef, namespace);
  if (rules === undefined) {
    const resource = object.roleRef.kind === 'ClusterRole' ? clusterRoles : roles;
    throw errors.notFound({ group: resource.group, resource: resource.kind.toLowerCase() }, object.roleRef.name);
  }
  const escalation = await escalationOf(context.rbac, user, namespace, rules);
  if (escalation !== undefined) throw refusal(attributes, escalation);
}

/** Run this after all mutating plugins. `escalate` on a role, or `bind` on the role of a binding, skips the check. */
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
