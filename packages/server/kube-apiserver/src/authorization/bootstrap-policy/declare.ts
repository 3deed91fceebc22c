/** Short declarations of RBAC objects as data. */
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, Subject } from '@kubets/api';

const rbacGroup = 'rbac.authorization.k8s.io';
const rbacVersion = `${rbacGroup}/v1`;

/** Marks objects that the server keeps up to date, unless the annotation is set to false. */
export const autoUpdateAnnotation = 'rbac.authorization.kubernetes.io/autoupdate';

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

/** A role aggregated from all cluster roles with the label for `target`. */
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
