/** Everything RBAC starts with, in the order it must be written: roles before the bindings that name them. */
import type { ClusterRoleBinding } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery';
import { clusterRoleDefaults } from './cluster-roles.ts';
import { controllerRoleBindings, controllerRoles } from './controller-roles.ts';
import { clusterBinding, group, serviceAccount, user } from './declare.ts';
import { namespaceRoleBindings, namespaceRoles } from './namespace-roles.ts';

const authenticated = group('system:authenticated');
const scheduler = user('system:kube-scheduler');

/** The user the API server is to a kubelet. */
export const kubeletClientUser = 'kube-apiserver-kubelet-client';
/** The group of the administrator's client certificate. */
export const clusterAdminsGroup = 'kubeadm:cluster-admins';

const clusterRoleBindings: readonly ClusterRoleBinding[] = [
  clusterBinding('cluster-admin', [group('system:masters')]),
  clusterBinding('system:monitoring', [group('system:monitoring')]),
  clusterBinding('system:discovery', [authenticated]),
  clusterBinding('system:basic-user', [authenticated]),
  clusterBinding('system:public-info-viewer', [authenticated, group('system:unauthenticated')]),
  clusterBinding('system:node-proxier', [user('system:kube-proxy')]),
  clusterBinding('system:kube-controller-manager', [user('system:kube-controller-manager')]),
  clusterBinding('system:kube-dns', [serviceAccount('kube-system', 'kube-dns')]),
  clusterBinding('system:kube-scheduler', [scheduler]),
  clusterBinding('system:volume-scheduler', [scheduler]),
  // Bound to nobody: the node authoriser stands in its place.
  clusterBinding('system:node', []),
  clusterBinding('system:service-account-issuer-discovery', [group('system:serviceaccounts')]),
];

/** What an installer adds to upstream's own: the administrator, and the API server's way to the kubelets. */
const distributionBindings: readonly ClusterRoleBinding[] = [
  clusterBinding(clusterAdminsGroup, [group(clusterAdminsGroup)], 'cluster-admin'),
  clusterBinding(kubeletClientUser, [user(kubeletClientUser)], 'system:kubelet-api-admin'),
];

export function bootstrapPolicy(): readonly KubeObject[] {
  return [
    ...clusterRoleDefaults,
    ...controllerRoles,
    ...clusterRoleBindings,
    ...controllerRoleBindings,
    ...distributionBindings,
    ...namespaceRoles,
    ...namespaceRoleBindings,
  ];
}
