/**
 * All roles and bindings, indexed by subject, so that a request is compared only with the rules of its user. Updated
 * object by object: a write of one role costs as little if there are many.
 */

import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject } from '@kubets/api';
import type { UserInfo } from '@kubets/apiserver/requests';
import type { KubeObject } from '@kubets/machinery/meta';
import { objectKeyOf } from '@kubets/machinery/object-key';

export type RbacKind = 'Role' | 'ClusterRole' | 'RoleBinding' | 'ClusterRoleBinding';

/** A role that bindings refer to: it may be created after them, change, and be deleted before them. */
interface RoleSlot {
  role: Role | undefined;
  /** Bindings that refer to it. */
  uses: number;
}

const noRules: readonly PolicyRule[] = [];

/** The grant of one binding to one of its subjects. */
class Grant {
  readonly #kind: RbacKind;
  readonly #binding: RoleBinding;
  readonly #subject: Subject;
  readonly #slot: RoleSlot;
  #description: string | undefined;

  constructor(kind: RbacKind, binding: RoleBinding, subject: Subject, slot: RoleSlot) {
    this.#kind = kind;
    this.#binding = binding;
    this.#subject = subject;
    this.#slot = slot;
  }

  get rules(): readonly PolicyRule[] {
    return this.#slot.role?.rules ?? noRules;
  }

  /** Set if the role that the binding names does not exist. */
  get missing(): string | undefined {
    if (this.#slot.role !== undefined) return undefined;
    const { kind, name } = this.#binding.roleRef;
    return `${kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(name)} not found`;
  }

  /** `ClusterRoleBinding "x" of ClusterRole "y" to Group "z"`. */
  describe(): string {
    this.#description ??= this.#described();
    return this.#description;
  }

  #described(): string {
    const namespace = namespaceOf(this.#binding);
    const name = JSON.stringify(`${nameOf(this.#binding)}${namespace === '' ? '' : `/${namespace}`}`);
    const { roleRef } = this.#binding;
    const subject = shownSubject(this.#subject, namespace);
    return `${this.#kind} ${name} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${subject}`;
  }
}

type Subjects = Map<string, Map<string, Grant>>;

/** Grants by user name and by group, then by the binding's name. */
interface Scope {
  readonly users: Subjects;
  readonly groups: Subjects;
}

const nameOf = ({ metadata }: KubeObject): string => metadata?.name ?? '';
const namespaceOf = ({ metadata }: KubeObject): string => metadata?.namespace ?? '';
const revisionOf = ({ metadata }: KubeObject): number => Number(metadata?.resourceVersion ?? 0);

/** The user name of a service account. */
function serviceAccountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

function shownSubject(subject: Subject, namespace: string): string {
  if (subject.kind !== 'ServiceAccount') return `${subject.kind} ${JSON.stringify(subject.name)}`;
  return `ServiceAccount ${JSON.stringify(`${subject.name}/${subject.namespace || namespace}`)}`;
}

/** Not an object key: `a/r` as the name of a ClusterRole must not find the Role `r` of the namespace `a`. */
function roleKey(kind: string, namespace: string, name: string): string {
  return kind === 'ClusterRole' ? `/${name}` : `${namespace}/${name}`;
}

export class RbacIndex {
  readonly #slots = new Map<string, RoleSlot>();
  readonly #bindings = new Map<string, RoleBinding>();
  /** By namespace; the empty one holds cluster role bindings. */
  readonly #scopes = new Map<string, Scope>();

  /** An event may be older than the known state. */
  put(kind: RbacKind, object: KubeObject): void {
    if (kind === 'Role' || kind === 'ClusterRole') {
      const slot = this.#slotOf(roleKey(kind, namespaceOf(object), nameOf(object)));
      if (slot.role === undefined || revisionOf(slot.role) <= revisionOf(object)) slot.role = object as Role;
      return;
    }
    const key = objectKeyOf(object);
    const known = this.#bindings.get(key);
    if (known !== undefined && revisionOf(known) > revisionOf(object)) return;
    this.#drop(key);
    this.#add(key, kind, object as RoleBinding);
  }

  remove(kind: RbacKind, object: KubeObject): void {
    if (kind === 'Role' || kind === 'ClusterRole') {
      const roleName = roleKey(kind, namespaceOf(object), nameOf(object));
      const slot = this.#slots.get(roleName);
      if (slot?.role === undefined || revisionOf(slot.role) > revisionOf(object)) return;
      slot.role = undefined;
      this.#forgetUnused(roleName, slot);
      return;
    }
    const key = objectKeyOf(object);
    const known = this.#bindings.get(key);
    if (known !== undefined && revisionOf(known) <= revisionOf(object)) this.#drop(key);
  }

  /** Cluster-wide grants, then those of `namespace` (none if it is empty). */
  grants(user: UserInfo, namespace: string): readonly Grant[] {
    const found: Grant[] = [];
    this.#collect(found, '', user);
    if (namespace !== '') this.#collect(found, namespace, user);
    return found;
  }

  /** The rules of a role for a binding in `namespace` (empty for a cluster role binding). */
  rulesOf({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    const role = this.#slots.get(roleKey(kind, namespace, name))?.role;
    return role === undefined ? undefined : (role.rules ?? noRules);
  }

  #slotOf(key: string): RoleSlot {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slot: RoleSlot = { role: undefined, uses: 0 };
    this.#slots.set(key, slot);
    return slot;
  }

  #forgetUnused(key: string, slot: RoleSlot): void {
    if (slot.role === undefined && slot.uses === 0) this.#slots.delete(key);
  }

  #collect(found: Grant[], namespace: string, user: UserInfo): void {
    const scope = this.#scopes.get(namespace);
    if (scope === undefined) return;
    const own = scope.users.get(user.name);
    if (own !== undefined) for (const grant of own.values()) found.push(grant);
    for (const group of user.groups) {
      const shared = scope.groups.get(group);
      if (shared !== undefined) for (const grant of shared.values()) found.push(grant);
    }
  }

  #add(key: string, kind: RbacKind, binding: RoleBinding): void {
    this.#bindings.set(key, binding);
    const namespace = namespaceOf(binding);
    const scope: Scope = this.#scopes.get(namespace) ?? { users: new Map(), groups: new Map() };
    this.#scopes.set(namespace, scope);
    const slot = this.#slotOf(roleKey(binding.roleRef.kind, namespace, binding.roleRef.name));
    slot.uses++;
    for (const subject of binding.subjects ?? []) {
      const place = placeOf(scope, subject, namespace);
      if (place === undefined) continue;
      const grants = place.subjects.get(place.name) ?? new Map<string, Grant>();
      place.subjects.set(place.name, grants);
      if (!grants.has(key)) grants.set(key, new Grant(kind, binding, subject, slot));
    }
  }

  #drop(key: string): void {
    const binding = this.#bindings.get(key);
    if (binding === undefined) return;
    this.#bindings.delete(key);
    const namespace = namespaceOf(binding);
    const roleName = roleKey(binding.roleRef.kind, namespace, binding.roleRef.name);
    const slot = this.#slotOf(roleName);
    slot.uses--;
    this.#forgetUnused(roleName, slot);
    const scope = this.#scopes.get(namespace);
    if (scope === undefined) return;
    for (const subject of binding.subjects ?? []) {
      const place = placeOf(scope, subject, namespace);
      const grants = place?.subjects.get(place.name);
      grants?.delete(key);
      if (place !== undefined && grants?.size === 0) place.subjects.delete(place.name);
    }
    if (scope.users.size === 0 && scope.groups.size === 0) this.#scopes.delete(namespace);
  }
}

/** The key of a subject's bindings; undefined for an unknown kind. */
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
