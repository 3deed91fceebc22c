/** The bootstrap policy of RBAC, roles before the bindings that refer to them. */
import type { ClusterRoleBinding } from '@kubets/api';
import type { BoundRole } from '@kubets/api/policy-rules';
import type { KubeObject } from '@kubets/machinery/meta';
import { clusterRoleDefaults } from './cluster-roles.ts';
import { controllerRoleBindings, controllerRoles } from './controller-roles.ts';
import { binding, clusterBinding, clusterRole, group, role, serviceAccount, user } from './declare.ts';
import { namespaceRoleBindings, namespaceRoles } from './namespace-roles.ts';

const authenticated = group('system:authenticated');

/** The user name of the API server at a kubelet. */
export const kubeletClientUser = 'kube-apiserver-kubelet-client';
/** The group of the administrator's client certificate. */
export const clusterAdminsGroup = 'kubeadm:cluster-admins';

const clusterRoleBindings: readonly ClusterRoleBinding[] = [
  clusterBinding('cluster-admin', [group('system:masters')]),
  clusterBinding('system:monitoring', [group('system:monitoring')]),
  clusterBinding('system:discovery', [authenticated]),
  clusterBinding('system:basic-user', [authenticated]),
  clusterBinding('system:public-info-viewer', [authenticated, group('system:unauthenticated')]),
  clusterBinding('system:kube-dns', [serviceAccount('kube-system', 'kube-dns')]),
  // Bound to nobody: the node authorizer is used instead.
  clusterBinding('system:node', []),
  clusterBinding('system:service-account-issuer-discovery', [group('system:serviceaccounts')]),
];

/** What an installer adds to upstream's policy: the administrator, and the API server's access to kubelets. */
const distributionBindings: readonly ClusterRoleBinding[] = [
  clusterBinding(clusterAdminsGroup, [group(clusterAdminsGroup)], 'cluster-admin'),
  clusterBinding(kubeletClientUser, [user(kubeletClientUser)], 'system:kubelet-api-admin'),
];

/** @param roles the roles of the cluster's components, besides those of every cluster. */
export function bootstrapPolicy(roles: readonly BoundRole[]): readonly KubeObject[] {
  const clusterWide = roles.filter(({ namespace }) => namespace === undefined);
  const namespaced = roles.flatMap(({ namespace, ...rest }) =>
    namespace === undefined ? [] : [{ namespace, ...rest }],
  );
  return [
    ...clusterRoleDefaults,
    ...controllerRoles,
    ...clusterWide.map(({ name, rules }) => clusterRole(name, rules)),
    ...clusterRoleBindings,
    ...controllerRoleBindings,
    ...clusterWide.map(({ name, subjects }) => clusterBinding(name, subjects)),
    ...distributionBindings,
    ...namespaceRoles,
    ...namespaced.map(({ namespace, name, rules }) => role(namespace, name, rules)),
    ...namespaceRoleBindings,
    ...namespaced.map(({ namespace, name, subjects }) => binding(namespace, name, subjects)),
  ];
}
