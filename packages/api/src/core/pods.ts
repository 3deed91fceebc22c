/** Pods: containers that live and die together on one node. */
import { defineResource } from '../define-resource.ts';
import type { Pod } from '../generated/core/v1.ts';
import { podRow } from './pod-row.ts';

export const pods = defineResource<Pod>({
  group: '',
  version: 'v1',
  kind: 'Pod',
  generation: true,
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
