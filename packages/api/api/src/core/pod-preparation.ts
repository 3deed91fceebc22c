/** Prepares a new pod: its initial status, and selectors completed from its labels. */
import type { LabelSelector } from '@kubets/machinery/selectors';
import type { Pod, PodAffinityTerm, PodCondition, PodSpec } from '../generated/core/v1.ts';
import { withServiceAccount } from './pod-defaults.ts';
import { computeQosClass } from './pod-qos.ts';

type Labels = Readonly<Record<string, string>>;

/** Selector expressions for the pod's own values of some labels. */
function expressions(keys: readonly string[] | undefined, operator: 'In' | 'NotIn', labels: Labels) {
  return (keys ?? [])
    .filter((key) => Object.hasOwn(labels, key))
    .map((key) => ({ key, operator, values: [labels[key] ?? ''] }));
}

interface Keyed {
  readonly labelSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}

function withLabelKeys<T extends Keyed>(term: T, labels: Labels): T {
  const { labelSelector } = term;
  if (labelSelector === undefined) return term;
  const more = [
    ...expressions(term.matchLabelKeys, 'In', labels),
    ...expressions(term.mismatchLabelKeys, 'NotIn', labels),
  ];
  if (more.length === 0) return term;
  const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...more];
  return { ...term, labelSelector: { ...labelSelector, matchExpressions } };
}

interface Terms {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly {
    readonly weight: number;
    readonly podAffinityTerm: PodAffinityTerm;
  }[];
}

function affinityWithLabelKeys<T extends Terms>(terms: T, labels: Labels): T {
  const required = terms.requiredDuringSchedulingIgnoredDuringExecution;
  const preferred = terms.preferredDuringSchedulingIgnoredDuringExecution;
  return {
    ...terms,
    ...(required === undefined
      ? {}
      : { requiredDuringSchedulingIgnoredDuringExecution: required.map((term) => withLabelKeys(term, labels)) }),
    ...(preferred === undefined
      ? {}
      : {
          preferredDuringSchedulingIgnoredDuringExecution: preferred.map((each) => ({
            ...each,
            podAffinityTerm: withLabelKeys(each.podAffinityTerm, labels),
          })),
        }),
  };
}

function specWithLabelKeys(spec: PodSpec, labels: Labels): PodSpec {
  const { affinity, topologySpreadConstraints } = spec;
  if (affinity === undefined && topologySpreadConstraints === undefined) return spec;
  const { podAffinity, podAntiAffinity } = affinity ?? {};
  return {
    ...spec,
    ...(affinity === undefined
      ? {}
      : {
          affinity: {
            ...affinity,
            ...(podAffinity === undefined ? {} : { podAffinity: affinityWithLabelKeys(podAffinity, labels) }),
            ...(podAntiAffinity === undefined
              ? {}
              : { podAntiAffinity: affinityWithLabelKeys(podAntiAffinity, labels) }),
          },
        }),
    ...(topologySpreadConstraints === undefined
      ? {}
      : { topologySpreadConstraints: topologySpreadConstraints.map((each) => withLabelKeys(each, labels)) }),
  };
}

const gated: PodCondition = {
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  lastTransitionTime: null,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
};

export function preparePod(pod: Pod): Pod {
  const named = pod.spec === undefined ? undefined : withServiceAccount(pod.spec);
  const spec = named === undefined ? undefined : specWithLabelKeys(named, pod.metadata?.labels ?? {});
  return {
    ...pod,
    ...(spec === undefined ? {} : { spec }),
    status: {
      phase: 'Pending',
      ...(spec?.schedulingGates?.length ? { conditions: [gated] } : {}),
      qosClass: computeQosClass(pod),
    },
  };
}

/** The grace period in seconds; 0 if there is no container to stop. Negative requests count as 1. */
export function podGracePeriod(pod: Pod, requested: number | undefined): number {
  const phase = pod.status?.phase;
  if (!pod.spec?.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
  const period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return period < 0 ? 1 : period;
}
