/** The status of a ReplicaSet or a ReplicationController, from what was observed. */
import type { Pod, ReplicaSetCondition } from '@kubets/api';
import { messageOf } from '@kubets/base';
import { selectorFromLabels } from '@kubets/machinery/selectors';
import { formatTime } from '@kubets/machinery/time';
import { findCondition, setCondition, withoutCondition } from '../../shared/conditions.ts';
import { withoutZeros } from '../../shared/counts.ts';
import { isAvailable, isReady } from '../../shared/pods/pod-state.ts';

export interface ReplicaObservation {
  readonly replicas: number;
  readonly minReadySeconds: number;
  readonly generation: number;
  readonly templateLabels: Readonly<Record<string, string>> | undefined;
  readonly conditions: readonly ReplicaSetCondition[] | undefined;
  readonly active: readonly Pod[];
  /** The failure to create or delete pods, if any. */
  readonly failure: unknown;
  readonly now: number;
}

export interface ReplicaStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly observedGeneration: number;
  readonly conditions?: readonly ReplicaSetCondition[];
}

function conditionsOf({
  conditions,
  failure,
  active,
  replicas,
  now,
}: ReplicaObservation): readonly ReplicaSetCondition[] {
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  if (findCondition(conditions, 'ReplicaFailure') !== undefined) return conditions ?? [];
  const reason = active.length < replicas ? 'FailedCreate' : 'FailedDelete';
  return setCondition(conditions, {
    type: 'ReplicaFailure',
    status: 'True',
    reason,
    message: messageOf(failure),
    lastTransitionTime: formatTime(now),
  });
}

/** The counts include only active pods. `replicas` is the actual number, not the desired one. */
export function calculateStatus(observed: ReplicaObservation): ReplicaStatus {
  const { active, minReadySeconds, now } = observed;
  const template = selectorFromLabels(observed.templateLabels);
  const conditions = conditionsOf(observed);
  return {
    replicas: active.length,
    ...withoutZeros({
      fullyLabeledReplicas: active.filter((pod) => template.matches(pod.metadata?.labels)).length,
      readyReplicas: active.filter(isReady).length,
      availableReplicas: active.filter((pod) => isAvailable(pod, minReadySeconds, now)).length,
    }),
    observedGeneration: observed.generation,
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}
