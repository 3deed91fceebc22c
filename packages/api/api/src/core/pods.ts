/** Pods: groups of containers on one node. */
import { defineResource } from '../define-resource.ts';
import type { Pod } from '../generated/core/v1.ts';
import { defaultPod } from './pod-defaults.ts';
import { podGracePeriod, preparePod } from './pod-preparation.ts';
import { podRow } from './pod-row.ts';
import { podWarnings } from './pod-warnings.ts';
import { validatePod } from './validation/pod.ts';
import { validateEphemeralContainersUpdate, validatePodResize } from './validation/pod-parts.ts';
import { validatePodStatusUpdate } from './validation/pod-status.ts';
import { validatePodUpdate } from './validation/pod-update.ts';
import { nameWarnings } from './workload-warnings.ts';

export const pods = defineResource<Pod>({
  group: '',
  version: 'v1',
  kind: 'Pod',
  returnDeletedObject: true,
  indexedFields: ['spec.nodeName'],
  resetFields: { status: ['spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences'] },
  generation: true,
  default: defaultPod,
  prepareCreate: preparePod,
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  validateSubresource: { ephemeralcontainers: validateEphemeralContainersUpdate, resize: validatePodResize },
  gracefulDeletion: podGracePeriod,
  // Updates return no warnings, because they come from controllers and kubelets.
  warnings: (pod, old) =>
    old === undefined
      ? [...nameWarnings(pod.metadata?.name ?? '', "the Pod's hostname"), ...podWarnings('', pod.spec, pod.metadata)]
      : [],
  selectableFields: {
    'spec.nodeName': (pod) => pod.spec?.nodeName ?? '',
    'spec.restartPolicy': (pod) => pod.spec?.restartPolicy ?? '',
    'spec.schedulerName': (pod) => pod.spec?.schedulerName ?? '',
    'spec.serviceAccountName': (pod) => pod.spec?.serviceAccountName ?? '',
    'spec.hostNetwork': (pod) => String(pod.spec?.hostNetwork ?? false),
    'status.phase': (pod) => pod.status?.phase ?? '',
    'status.podIP': (pod) => pod.status?.podIPs?.[0]?.ip ?? '',
    'status.podIPs': (pod) => (pod.status?.podIPs ?? []).map(({ ip }) => ip).join(','),
    'status.nominatedNodeName': (pod) => pod.status?.nominatedNodeName ?? '',
  },
  row: podRow,
});
