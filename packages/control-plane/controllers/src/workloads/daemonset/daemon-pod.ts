/** The pods of a DaemonSet: their template, tolerations and node. Pure. */
import type { Affinity, DaemonSet, Pod, PodSpec, PodTemplateSpec, Toleration } from '@kubets/api';
import { parseInt64 } from '@kubets/machinery/values';

export const hashLabel = 'controller-revision-hash';
const generationLabel = 'pod-template-generation';
const generationAnnotation = 'deprecated.daemonset.template.generation';
const nodeNameField = 'metadata.name';

const tolerates = (key: string, effect: 'NoExecute' | 'NoSchedule'): Toleration => ({
  key,
  operator: 'Exists',
  effect,
});

/** Pods of DaemonSets remain on nodes with problems, and start on them. */
const tolerations: readonly Toleration[] = [
  tolerates('node.kubernetes.io/not-ready', 'NoExecute'),
  tolerates('node.kubernetes.io/unreachable', 'NoExecute'),
  tolerates('node.kubernetes.io/disk-pressure', 'NoSchedule'),
  tolerates('node.kubernetes.io/memory-pressure', 'NoSchedule'),
  tolerates('node.kubernetes.io/pid-pressure', 'NoSchedule'),
  tolerates('node.kubernetes.io/unschedulable', 'NoSchedule'),
];
const hostNetworkTolerations = [tolerates('node.kubernetes.io/network-unavailable', 'NoSchedule')];

/** Upstream's MatchToleration: all but the seconds. */
function isSame(a: Toleration, b: Toleration): boolean {
  return a.key === b.key && a.effect === b.effect && a.operator === b.operator && (a.value ?? '') === (b.value ?? '');
}

/** Adds a toleration, in the place of those that differ only in their seconds. */
function withToleration(list: readonly Toleration[], added: Toleration): readonly Toleration[] {
  if (!list.some((each) => isSame(each, added))) return [...list, added];
  return list.map((each) => (isSame(each, added) ? added : each));
}

/** The spec of the template with the automatic tolerations. */
export function daemonPodSpec(set: DaemonSet): PodSpec {
  const spec = set.spec.template.spec ?? { containers: [] };
  const added = spec.hostNetwork === true ? [...tolerations, ...hostNetworkTolerations] : tolerations;
  return { ...spec, tolerations: added.reduce(withToleration, spec.tolerations ?? []) };
}

/** Requires the node. As upstream, it replaces the required terms of the template, which the controller has checked. */
function requiringNode(affinity: Affinity | undefined, node: string): Affinity {
  const term = { matchFields: [{ key: nodeNameField, operator: 'In' as const, values: [node] }] };
  const requiredDuringSchedulingIgnoredDuringExecution = { nodeSelectorTerms: [term] };
  return {
    ...affinity,
    nodeAffinity: { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution },
  };
}

function templateGeneration(set: DaemonSet): string | undefined {
  const generation = parseInt64(set.metadata?.annotations?.[generationAnnotation] ?? '');
  return generation === undefined ? undefined : String(generation);
}

/** The template of the pod for a node. The scheduler binds the pod. */
export function templateForNode(set: DaemonSet, node: string, hash: string): PodTemplateSpec {
  const spec = daemonPodSpec(set);
  const generation = templateGeneration(set);
  const { metadata } = set.spec.template;
  return {
    metadata: {
      ...metadata,
      labels: {
        ...metadata?.labels,
        ...(generation === undefined ? {} : { [generationLabel]: generation }),
        [hashLabel]: hash,
      },
    },
    spec: { ...spec, affinity: requiringNode(spec.affinity, node) },
  };
}

/** The node that runs the pod, or that its affinity requires; undefined for a pod that the controller did not create. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec?.nodeName) return spec.nodeName;
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? []) {
    const field = matchFields.find(({ key, operator }) => key === nodeNameField && operator === 'In');
    if (field?.values?.length === 1) return field.values[0];
  }
  return undefined;
}

/** Whether the pod is of the current template: by its hash, or by the generation that old versions of Kubernetes used. */
export function isUpdated(pod: Pod, set: DaemonSet, hash: string): boolean {
  const { [hashLabel]: own, [generationLabel]: generation } = pod.metadata?.labels ?? {};
  return own === hash || (generation !== undefined && generation === templateGeneration(set));
}
