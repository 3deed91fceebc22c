/** A short way to write RBAC objects as data: lists are words in one string, the core group is written `core`. */
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, Subject } from '@kubets/api';

const rbacGroup = 'rbac.authorization.k8s.io';
const rbacVersion = `${rbacGroup}/v1`;

export const read = 'get list watch';
export const write = 'create update patch delete deletecollection';
export const readWrite = `${read} ${write}`;
export const readUpdate = 'get list watch update patch';

/** The mark of objects the server keeps up to date, unless the annotation is set to false. */
export const autoUpdateAnnotation = 'rbac.authorization.kubernetes.io/autoupdate';

function words(text: string): readonly string[] {
  return text
    .split(' ')
    .map((word) => (word === 'core' ? '' : word))
    .sort();
}

/** `rule(read, 'core apps', 'pods deployments')`, restricted to object names where given. */
export function rule(verbs: string, groups: string, resources: string, names?: string): PolicyRule {
  return {
    verbs: words(verbs),
    apiGroups: words(groups),
    resources: words(resources),
    ...(names === undefined ? {} : { resourceNames: words(names) }),
  };
}

export function pathRule(verbs: string, paths: string): PolicyRule {
  return { verbs: words(verbs), nonResourceURLs: words(paths) };
}

/** What every component that reports events needs. */
export const eventsRule: PolicyRule = rule('create update patch', 'core events.k8s.io', 'events');

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

function bootstrapMetadata(name: string, namespace?: string, labels: Readonly<Record<string, string>> = {}): Metadata {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { [autoUpdateAnnotation]: 'true' },
  };
}

export function clusterRole(
  name: string,
  rules: readonly PolicyRule[],
  labels?: Readonly<Record<string, string>>,
): ClusterRole {
  return { apiVersion: rbacVersion, kind: 'ClusterRole', metadata: bootstrapMetadata(name, undefined, labels), rules };
}

export const aggregateLabel = (target: string): string => `${rbacGroup}/aggregate-to-${target}`;

/** A role made of every cluster role labelled for `target`. */
export function aggregatedRole(target: string, labels?: Readonly<Record<string, string>>): ClusterRole {
  return {
    ...clusterRole(target, [], labels),
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [aggregateLabel(target)]: 'true' } }] },
  };
}

export function role(namespace: string, name: string, rules: readonly PolicyRule[]): Role {
  return { apiVersion: rbacVersion, kind: 'Role', metadata: bootstrapMetadata(name, namespace), rules };
}

export const user = (name: string): Subject => ({ kind: 'User', apiGroup: rbacGroup, name });
export const group = (name: string): Subject => ({ kind: 'Group', apiGroup: rbacGroup, name });
export const serviceAccount = (namespace: string, name: string): Subject => ({
  kind: 'ServiceAccount',
  name,
  namespace,
});

export function clusterBinding(
  name: string,
  subjects: readonly Subject[],
  clusterRoleName: string = name,
): ClusterRoleBinding {
  return {
    apiVersion: rbacVersion,
    kind: 'ClusterRoleBinding',
    metadata: bootstrapMetadata(name),
    ...(subjects.length === 0 ? {} : { subjects }),
    roleRef: { apiGroup: rbacGroup, kind: 'ClusterRole', name: clusterRoleName },
  };
}

export function binding(
  namespace: string,
  name: string,
  subjects: readonly Subject[],
  roleName: string = name,
): RoleBinding {
  return {
    apiVersion: rbacVersion,
    kind: 'RoleBinding',
    metadata: bootstrapMetadata(name, namespace),
    subjects,
    roleRef: { apiGroup: rbacGroup, kind: 'Role', name: roleName },
  };
}
