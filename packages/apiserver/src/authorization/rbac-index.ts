/** All roles and bindings, arranged by who they are for, so that a request looks only at its own user's rules. */
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject } from '@kubets/api';
import type { UserInfo } from '../request.ts';

export interface RbacObjects {
  readonly roles: readonly Role[];
  readonly roleBindings: readonly RoleBinding[];
  readonly clusterRoles: readonly ClusterRole[];
  readonly clusterRoleBindings: readonly ClusterRoleBinding[];
}

/** What one binding gives one of its subjects. */
interface Grant {
  readonly rules: readonly PolicyRule[];
  /** `ClusterRoleBinding "x" of ClusterRole "y" to Group "z"`. */
  readonly description: string;
  /** Set when the role that the binding names does not exist. */
  readonly missing?: string;
}

/** Grants by user name and by group. */
interface Scope {
  readonly users: Map<string, Grant[]>;
  readonly groups: Map<string, Grant[]>;
}

export interface RbacIndex {
  /** What holds everywhere, then what holds in `namespace` only (none when it is empty). */
  grants(user: UserInfo, namespace: string): Iterable<Grant>;
  /** The rules of a role as a binding in `namespace` (empty for a cluster role binding) would see it. */
  rulesOf(role: RoleRef, namespace: string): readonly PolicyRule[] | undefined;
}

const newScope = (): Scope => ({ users: new Map(), groups: new Map() });

function put(map: Map<string, Grant[]>, key: string, grant: Grant): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [grant]);
  else list.push(grant);
}

/** The user name that a service account's requests come with. */
function serviceAccountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

function shownSubject(subject: Subject, namespace: string): string {
  if (subject.kind !== 'ServiceAccount') return `${subject.kind} ${JSON.stringify(subject.name)}`;
  return `ServiceAccount ${JSON.stringify(`${subject.name}/${subject.namespace ?? namespace}`)}`;
}

function add(scope: Scope, binding: RoleBinding, kind: string, rules: readonly PolicyRule[] | undefined): void {
  const namespace = binding.metadata?.namespace ?? '';
  const shownName = JSON.stringify(`${binding.metadata?.name ?? ''}${namespace === '' ? '' : `/${namespace}`}`);
  const { roleRef } = binding;
  for (const subject of binding.subjects ?? []) {
    const grant: Grant = {
      rules: rules ?? [],
      description: `${kind} ${shownName} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${shownSubject(subject, namespace)}`,
      ...(rules === undefined
        ? {
            missing: `${roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(roleRef.name)} not found`,
          }
        : {}),
    };
    if (subject.kind === 'User') put(scope.users, subject.name, grant);
    else if (subject.kind === 'Group') put(scope.groups, subject.name, grant);
    else if (subject.kind === 'ServiceAccount')
      put(scope.users, serviceAccountUser(subject.namespace ?? namespace, subject.name), grant);
  }
}

function* grantsIn(scope: Scope | undefined, user: UserInfo): Generator<Grant> {
  if (scope === undefined) return;
  yield* scope.users.get(user.name) ?? [];
  for (const group of user.groups) yield* scope.groups.get(group) ?? [];
}

export function buildRbacIndex(objects: RbacObjects): RbacIndex {
  const clusterRoles = new Map(objects.clusterRoles.map((role) => [role.metadata?.name ?? '', role.rules ?? []]));
  const roles = new Map(
    objects.roles.map((role) => [`${role.metadata?.namespace}/${role.metadata?.name}`, role.rules ?? []]),
  );
  const rulesOf: RbacIndex['rulesOf'] = (ref, namespace) =>
    ref.kind === 'ClusterRole' ? clusterRoles.get(ref.name) : roles.get(`${namespace}/${ref.name}`);

  const everywhere = newScope();
  for (const binding of objects.clusterRoleBindings)
    add(everywhere, binding, 'ClusterRoleBinding', rulesOf(binding.roleRef, ''));
  const namespaces = new Map<string, Scope>();
  for (const binding of objects.roleBindings) {
    const namespace = binding.metadata?.namespace ?? '';
    const scope = namespaces.get(namespace) ?? newScope();
    namespaces.set(namespace, scope);
    add(scope, binding, 'RoleBinding', rulesOf(binding.roleRef, namespace));
  }
  return {
    rulesOf,
    *grants(user, namespace) {
      yield* grantsIn(everywhere, user);
      if (namespace !== '') yield* grantsIn(namespaces.get(namespace), user);
    },
  };
}
