/**
 * The roles of upstream's controllers for which we have no component (Kubernetes 1.36). Every cluster has them, since
 * controllers that somebody installs may use them. When we add a component, its entry is removed here.
 */
import type { ClusterRole, ClusterRoleBinding, PolicyRule } from '@kubets/api';
import { eventsRule, read, readUpdate, rule } from '@kubets/api/policy-rules';
import { clusterBinding, clusterRole, serviceAccount } from './declare.ts';

const certificates = 'certificates.k8s.io';
const storage = 'storage.k8s.io';
const resource = 'resource.k8s.io';
const workloads = 'extensions apps';

const workloadRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'disruption-controller': [
    rule(read, workloads, 'deployments'),
    rule(read, workloads, 'replicasets'),
    rule(read, 'core', 'replicationcontrollers'),
    rule(read, 'policy', 'poddisruptionbudgets'),
    rule(read, 'apps', 'statefulsets'),
    rule('update', 'policy', 'poddisruptionbudgets/status'),
    rule('patch update', 'core', 'pods/status'),
    rule('get', '*', '*/scale'),
    eventsRule,
  ],
  'horizontal-pod-autoscaler': [
    rule(read, 'autoscaling', 'horizontalpodautoscalers'),
    rule('update', 'autoscaling', 'horizontalpodautoscalers/status'),
    rule('get update', '*', '*/scale'),
    rule('list watch', 'core', 'pods'),
    rule('list watch', 'metrics.k8s.io', 'pods'),
    rule(read, 'custom.metrics.k8s.io', '*'),
    rule(read, 'external.metrics.k8s.io', '*'),
    eventsRule,
  ],
};

const clusterRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'legacy-service-account-token-cleaner': [
    rule('get', 'core', 'configmaps', 'kube-apiserver-legacy-service-account-token-tracking'),
    rule('patch delete', 'core', 'secrets'),
  ],
  'ttl-controller': [rule('update patch list watch', 'core', 'nodes'), eventsRule],
  'certificate-controller': [
    rule(`${read} delete`, certificates, 'certificatesigningrequests'),
    rule('update', certificates, 'certificatesigningrequests/status certificatesigningrequests/approval'),
    rule('approve', certificates, 'signers', 'kubernetes.io/kube-apiserver-client-kubelet'),
    rule(
      'sign',
      certificates,
      'signers',
      'kubernetes.io/legacy-unknown kubernetes.io/kube-apiserver-client ' +
        'kubernetes.io/kube-apiserver-client-kubelet kubernetes.io/kubelet-serving',
    ),
    rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
    eventsRule,
  ],
};

const serviceRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'route-controller': [rule('list watch', 'core', 'nodes'), rule('patch', 'core', 'nodes/status'), eventsRule],
  'service-controller': [
    rule(read, 'core', 'services'),
    rule('patch update', 'core', 'services/status'),
    rule('list watch', 'core', 'nodes'),
    eventsRule,
  ],
};

const storageRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'attachdetach-controller': [
    rule('list watch', 'core', 'persistentvolumes persistentvolumeclaims'),
    rule(read, 'core', 'nodes'),
    rule('patch update', 'core', 'nodes/status'),
    rule('list watch', 'core', 'pods'),
    eventsRule,
    rule(`${read} create delete`, storage, 'volumeattachments'),
    rule(read, storage, 'csidrivers'),
    rule(read, storage, 'csinodes'),
  ],
  'expand-controller': [
    rule(`${readUpdate} patch`, 'core', 'persistentvolumes'),
    rule('update patch', 'core', 'persistentvolumeclaims/status'),
    rule(read, 'core', 'persistentvolumeclaims'),
    eventsRule,
    rule('get', 'core', 'services'),
  ],
  'ephemeral-volume-controller': [
    rule(read, 'core', 'pods'),
    rule('update', 'core', 'pods/finalizers'),
    rule(`${read} create`, 'core', 'persistentvolumeclaims'),
    eventsRule,
  ],
  'persistent-volume-binder': [
    rule(`${readUpdate} create delete`, 'core', 'persistentvolumes'),
    rule('update', 'core', 'persistentvolumes/status'),
    rule(readUpdate, 'core', 'persistentvolumeclaims'),
    rule('update', 'core', 'persistentvolumeclaims/status'),
    rule(`${read} create delete`, 'core', 'pods'),
    rule(read, storage, 'storageclasses'),
    rule('list watch', 'core', 'nodes'),
    eventsRule,
    rule('watch', 'core', 'events'),
    rule('get', 'core', 'services'),
  ],
  'selinux-warning-controller': [
    eventsRule,
    rule(read, 'core', 'persistentvolumes'),
    rule(read, 'core', 'persistentvolumeclaims'),
    rule(read, 'core', 'pods'),
    rule(read, storage, 'csidrivers'),
  ],
  'resource-claim-controller': [
    rule(read, 'core', 'pods'),
    rule('update', 'core', 'pods/finalizers'),
    rule(`${read} create delete`, resource, 'resourceclaims'),
    rule('update patch', resource, 'resourceclaims resourceclaims/status'),
    rule('update patch', 'core', 'pods/status'),
    eventsRule,
  ],
  'device-taint-eviction-controller': [
    rule(`${read} delete`, 'core', 'pods'),
    rule('update patch', 'core', 'pods/status'),
    rule(read, resource, 'resourceclaims'),
    rule(read, resource, 'resourceslices'),
    rule(read, resource, 'deviceclasses'),
    rule(read, resource, 'devicetaintrules'),
    eventsRule,
  ],
};

const rules = Object.entries({ ...workloadRoles, ...clusterRoles, ...serviceRoles, ...storageRoles });

export const controllerRoles: readonly ClusterRole[] = rules.map(([name, list]) =>
  clusterRole(`system:controller:${name}`, list),
);

export const controllerRoleBindings: readonly ClusterRoleBinding[] = rules.map(([name]) =>
  clusterBinding(`system:controller:${name}`, [serviceAccount('kube-system', name)]),
);
