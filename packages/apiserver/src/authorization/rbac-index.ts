/**
 * All roles and bindings, arranged by who they are for, so that a request looks only at its own user's rules. Kept up to
 * date object by object: a write of one role costs as little when there are many.
 */
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery';
import type { UserInfo } from '../request.ts';

export type RbacKind = 'Role' | 'ClusterRole' | 'RoleBinding' | 'ClusterRoleBinding';

/** What one binding gives one of its subjects. */
interface Grant {
  readonly rules: readonly PolicyRule[];
  /** `ClusterRoleBinding "x" of ClusterRole "y" to Group "z"`. */
  describe(): string;
  /** Set when the role that the binding names does not exist. */
  readonly missing?: string;
}

interface Bound {
  readonly kind: RbacKind;
  readonly binding: RoleBinding;
  readonly subject: Subject;
}

type Subjects = Map<string, Map<string, Bound>>;

/** Bindings by user name and by group, then by the binding's name. */
interface Scope {
  readonly users: Subjects;
  readonly groups: Subjects;
}

const nameOf = ({ metadata }: KubeObject): string => metadata?.name ?? '';
const namespaceOf = ({ metadata }: KubeObject): string => metadata?.namespace ?? '';
const revisionOf = ({ metadata }: KubeObject): number => Number(metadata?.resourceVersion ?? 0);

/** The user name that a service account's requests come with. */
function serviceAccountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

function shownSubject(subject: Subject, namespace: string): string {
  if (subject.kind !== 'ServiceAccount') return `${subject.kind} ${JSON.stringify(subject.name)}`;
  return `ServiceAccount ${JSON.stringify(`${subject.name}/${subject.namespace || namespace}`)}`;
}

function describe({ kind, binding, subject }: Bound): string {
  const namespace = namespaceOf(binding);
  const shownName = JSON.stringify(`${nameOf(binding)}${namespace === '' ? '' : `/${namespace}`}`);
  const { roleRef } = binding;
  return `${kind} ${shownName} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${shownSubject(subject, namespace)}`;
}

export class RbacIndex {
  readonly #roles = new Map<string, Role>();
  readonly #bindings = new Map<string, RoleBinding>();
  /** By namespace; the empty one holds what is bound everywhere. */
  readonly #scopes = new Map<string, Scope>();

  /** News may be older than what is known. */
  put(kind: RbacKind, object: KubeObject): void {
    if (kind === 'Role' || kind === 'ClusterRole') {
      const key = this.#roleKey(kind, namespaceOf(object), nameOf(object));
      const known = this.#roles.get(key);
      if (known === undefined || revisionOf(known) <= revisionOf(object)) this.#roles.set(key, object as Role);
      return;
    }
    const key = `${namespaceOf(object)}/${nameOf(object)}`;
    const known = this.#bindings.get(key);
    if (known !== undefined && revisionOf(known) > revisionOf(object)) return;
    this.#drop(key);
    this.#add(key, kind, object as RoleBinding);
  }

  remove(kind: RbacKind, object: KubeObject): void {
    if (kind === 'Role' || kind === 'ClusterRole') {
      const key = this.#roleKey(kind, namespaceOf(object), nameOf(object));
      const known = this.#roles.get(key);
      if (known !== undefined && revisionOf(known) <= revisionOf(object)) this.#roles.delete(key);
      return;
    }
    const key = `${namespaceOf(object)}/${nameOf(object)}`;
    const known = this.#bindings.get(key);
    if (known !== undefined && revisionOf(known) <= revisionOf(object)) this.#drop(key);
  }

  /** What holds everywhere, then what holds in `namespace` only (none when it is empty). */
  *grants(user: UserInfo, namespace: string): Generator<Grant> {
    yield* this.#grantsIn('', user);
    if (namespace !== '') yield* this.#grantsIn(namespace, user);
  }

  /** The rules of a role as a binding in `namespace` (empty for a cluster role binding) would see it. */
  rulesOf({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    const role = this.#roles.get(this.#roleKey(kind, namespace, name));
    return role === undefined ? undefined : (role.rules ?? []);
  }

  #roleKey(kind: string, namespace: string, name: string): string {
    return kind === 'ClusterRole' ? `/${name}` : `${namespace}/${name}`;
  }

  *#grantsIn(namespace: string, user: UserInfo): Generator<Grant> {
    const scope = this.#scopes.get(namespace);
    if (scope === undefined) return;
    for (const bound of scope.users.get(user.name)?.values() ?? []) yield this.#grant(bound);
    for (const group of user.groups)
      for (const bound of scope.groups.get(group)?.values() ?? []) yield this.#grant(bound);
  }

  #grant(bound: Bound): Grant {
    const { roleRef } = bound.binding;
    const rules = this.rulesOf(roleRef, namespaceOf(bound.binding));
    const grant = { rules: rules ?? [], describe: () => describe(bound) };
    if (rules !== undefined) return grant;
    const role = `${roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(roleRef.name)}`;
    return { ...grant, missing: `${role} not found` };
  }

  #add(key: string, kind: RbacKind, binding: RoleBinding): void {
    this.#bindings.set(key, binding);
    const namespace = namespaceOf(binding);
    const scope: Scope = this.#scopes.get(namespace) ?? { users: new Map(), groups: new Map() };
    this.#scopes.set(namespace, scope);
    for (const subject of binding.subjects ?? []) {
      const place = placeOf(scope, subject, namespace);
      if (place === undefined) continue;
      const bindings = place.subjects.get(place.name) ?? new Map<string, Bound>();
      place.subjects.set(place.name, bindings);
      if (!bindings.has(key)) bindings.set(key, { kind, binding, subject });
    }
  }

  #drop(key: string): void {
    const binding = this.#bindings.get(key);
    if (binding === undefined) return;
    this.#bindings.delete(key);
    const namespace = namespaceOf(binding);
    const scope = this.#scopes.get(namespace);
    if (scope === undefined) return;
    for (const subject of binding.subjects ?? []) {
      const place = placeOf(scope, subject, namespace);
      const bindings = place?.subjects.get(place.name);
      bindings?.delete(key);
      if (place !== undefined && bindings?.size === 0) place.subjects.delete(place.name);
    }
    if (scope.users.size === 0 && scope.groups.size === 0) this.#scopes.delete(namespace);
  }
}

/** Where a subject's bindings stand; undefined for a kind that nobody is. */
function placeOf(
  { users, groups }: Scope,
  { kind, name, namespace }: Subject,
  ofBinding: string,
): { readonly subjects: Subjects; readonly name: string } | undefined {
  if (kind === 'User') return { subjects: users, name };
  if (kind === 'Group') return { subjects: groups, name };
  if (kind === 'ServiceAccount') return { subjects: users, name: serviceAccountUser(namespace || ofBinding, name) };
  return undefined;
}

export interface RbacObjects {
  readonly roles: readonly Role[];
  readonly roleBindings: readonly RoleBinding[];
  readonly clusterRoles: readonly ClusterRole[];
  readonly clusterRoleBindings: readonly ClusterRoleBinding[];
}

export function buildRbacIndex(objects: RbacObjects): RbacIndex {
  const index = new RbacIndex();
  for (const role of objects.clusterRoles) index.put('ClusterRole', role);
  for (const role of objects.roles) index.put('Role', role);
  for (const binding of objects.clusterRoleBindings) index.put('ClusterRoleBinding', binding);
  for (const binding of objects.roleBindings) index.put('RoleBinding', binding);
  return index;
}
