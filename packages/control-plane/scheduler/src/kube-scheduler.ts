/** kube-scheduler as a component: it finds every pod a node while it leads. */
import { eventsRule, read, readUpdate, rule } from '@kubets/api/policy-rules';
import { type Component, type ComponentRole, defineComponent } from '@kubets/component';
import { createSeriesRecorder } from '@kubets/controller-runtime/events';
import { runScheduler } from './scheduler.ts';

const name = 'kube-scheduler';
const system = 'kube-system';

const roles: readonly ComponentRole[] = [
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
];

/** Characters, as the API takes them. */
const maxInstanceLength = 128;

const reportingController = 'default-scheduler';

/** @param host named in the events it reports; absent: none is */
export function kubeScheduler({ host }: { readonly host: string | undefined }): Component {
  const reportingInstance = [reportingController, ...(host ? [host] : [])].join('-').slice(0, maxInstanceLength);
  return defineComponent({
    name,
    identity: { name: `system:${name}`, groups: [], fieldManager: name },
    roles,
    requires: ['kube-apiserver'],
    lease: name,
    async run({ client, clock, random, log, signal, ready }) {
      const events = createSeriesRecorder({
        client,
        clock,
        random,
        log,
        signal,
        reportingController,
        reportingInstance,
      });
      ready();
      await runScheduler({ client, events, clock, random, log }, signal);
      await events.drained();
    },
  });
}
