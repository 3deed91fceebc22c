/** The pods of a StatefulSet: names, labels, host names and volumes. Pure. */
import type { ControllerRevision, Pod, PodTemplateSpec, StatefulSet } from '@kubets/api';
import { podFromTemplate } from '../../shared/pods/pod-writes.ts';
import { revisionNameOf, templateIn } from '../history/revisions.ts';
import { firstOrdinal, ordinalOf, podName } from './ordinals.ts';
import { withStorage } from './volume-claims.ts';

const podNameLabel = 'statefulset.kubernetes.io/pod-name';
const podIndexLabel = 'apps.kubernetes.io/pod-index';
export const revisionLabel = 'controller-revision-hash';

/** The revision of rolled out pods, and the one that is being rolled out. */
export interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
}

/** The name of the pod's revision. */
export const revisionOfPod = (pod: Pod): string => pod.metadata?.labels?.[revisionLabel] ?? '';

export const hasIdentity = (pod: Pod): boolean => pod.metadata?.labels?.[podNameLabel] === pod.metadata?.name;

/** The pod with the labels that identify it. */
export function withIdentity(pod: Pod): Pod {
  const { name = '', labels } = pod.metadata ?? {};
  const identity = { [podNameLabel]: name, [podIndexLabel]: String(ordinalOf(pod)) };
  return { ...pod, metadata: { ...pod.metadata, labels: { ...labels, ...identity } } };
}

/** Whether a new pod gets the current revision: pods below the partition, or those that the rollout has not reached. */
function isCurrent(set: StatefulSet, ordinal: number): boolean {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  const index = ordinal - firstOrdinal(set);
  if (rollingUpdate !== undefined) return index < (rollingUpdate.partition ?? 0);
  return type === 'RollingUpdate' && index < (set.status?.currentReplicas ?? 0);
}

function podOf(set: StatefulSet, template: PodTemplateSpec, revision: string, ordinal: number): Pod {
  const pod = podFromTemplate(template, set);
  const name = podName(set, ordinal);
  const { serviceName } = set.spec;
  const identity = { hostname: name, ...(serviceName ? { subdomain: serviceName } : {}) };
  const named: Pod = {
    ...pod,
    metadata: { ...pod.metadata, name, labels: { ...pod.metadata?.labels, [revisionLabel]: revision } },
    ...(pod.spec === undefined ? {} : { spec: { ...pod.spec, ...identity } }),
  };
  return withStorage(set, withIdentity(named));
}

/** The pod to create for an ordinal. A revision without a template restores nothing: the set's own template remains. */
export function newPod(set: StatefulSet, { current, update }: Revisions, ordinal: number): Pod {
  const revision = isCurrent(set, ordinal) ? current : update;
  return podOf(set, templateIn(revision) ?? set.spec.template, revisionNameOf(revision), ordinal);
}
