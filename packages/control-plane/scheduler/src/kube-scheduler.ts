/** Who kube-scheduler is to the API, and what it may do there. */
import { eventsRule, read, readUpdate, rule } from '@kubets/api/policy-rules';
import type { Actor } from '@kubets/component';

const name = 'kube-scheduler';
const system = 'kube-system';

export const kubeSchedulerActor: Actor = {
  name,
  identity: { name: `system:${name}`, groups: [], fieldManager: name },
  roles: [
    {
      name: `system:${name}`,
      rules: [
        eventsRule,
        rule('create', 'coordination.k8s.io', 'leases'),
        rule('get update', 'coordination.k8s.io', 'leases', name),
        rule(read, 'core', 'nodes'),
        rule('get list watch delete', 'core', 'pods'),
        rule('create', 'core', 'pods/binding bindings'),
        rule('patch update', 'core', 'pods/status'),
        rule(read, 'core', 'services replicationcontrollers'),
        rule(read, 'apps extensions', 'replicasets'),
        rule(read, 'apps', 'statefulsets'),
        rule(read, 'policy', 'poddisruptionbudgets'),
        rule(read, 'core', 'persistentvolumeclaims persistentvolumes'),
        rule('create', 'authentication.k8s.io', 'tokenreviews'),
        rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
        rule(read, 'storage.k8s.io', 'csinodes'),
        rule(read, 'core', 'namespaces'),
        rule(read, 'storage.k8s.io', 'csidrivers'),
        rule(read, 'storage.k8s.io', 'csistoragecapacities'),
        rule(read, 'storage.k8s.io', 'volumeattachments'),
        rule(read, 'resource.k8s.io', 'deviceclasses resourceslices devicetaintrules'),
        rule(`${readUpdate} patch`, 'resource.k8s.io', 'resourceclaims'),
        rule('create delete', 'resource.k8s.io', 'resourceclaims'),
        rule(`${readUpdate} patch`, 'resource.k8s.io', 'resourceclaims/status'),
        rule(`${readUpdate} patch`, 'core', 'pods/finalizers'),
      ],
    },
    {
      name: 'system:volume-scheduler',
      rules: [
        rule(`${readUpdate} patch`, 'core', 'persistentvolumes'),
        rule(read, 'storage.k8s.io', 'storageclasses'),
        rule(`${readUpdate} patch`, 'core', 'persistentvolumeclaims'),
      ],
    },
    {
      name: `system::leader-locking-${name}`,
      namespace: system,
      rules: [rule('watch', 'core', 'configmaps'), rule('get update', 'core', 'configmaps', name)],
      others: [{ kind: 'ServiceAccount', name, namespace: system }],
    },
  ],
};
