/** The status of a StatefulSet, from its pods. Pure. */
import type { Pod, StatefulSet, StatefulSetStatus } from '@kubets/api';
import { withoutZeros } from '../../shared/counts.ts';
import { isAvailable, isReady } from '../../shared/pods/pod-state.ts';
import { revisionNameOf } from '../history/revisions.ts';
import { type Revisions, revisionOfPod } from './new-pod.ts';
import { replicasOf } from './ordinals.ts';

export const isLeaving = (pod: Pod): boolean => pod.metadata?.deletionTimestamp !== undefined;
export const isRunningAndReady = (pod: Pod): boolean => pod.status?.phase === 'Running' && isReady(pod);

/** Whether the pod is not available, or soon no longer. */
export const isUnavailable = (pod: Pod, minReadySeconds: number, now: number): boolean =>
  isLeaving(pod) || !isAvailable(pod, minReadySeconds, now);

export interface StatusObservation {
  readonly set: StatefulSet;
  readonly pods: readonly Pod[];
  readonly revisions: Revisions;
  readonly collisionCount: number;
  /** The pods that are being deleted because of an update: they no longer count as current. */
  readonly outdated: number;
  readonly now: number;
}

export function calculateStatus(observed: StatusObservation): StatefulSetStatus {
  const { set, pods, revisions, collisionCount, outdated, now } = observed;
  const [current, update] = [revisionNameOf(revisions.current), revisionNameOf(revisions.update)];
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const ready = pods.filter(isRunningAndReady);
  const staying = pods.filter((pod) => !isLeaving(pod));
  const countOf = (revision: string): number => staying.filter((pod) => revisionOfPod(pod) === revision).length;
  const updatedReplicas = countOf(update);
  const wanted = replicasOf(set);
  const isComplete =
    set.spec.updateStrategy?.type !== 'OnDelete' &&
    [updatedReplicas, ready.length, pods.length].every((count) => count === wanted);
  return {
    observedGeneration: set.metadata?.generation ?? 0,
    replicas: pods.length,
    ...withoutZeros({
      readyReplicas: ready.length,
      currentReplicas: isComplete ? updatedReplicas : Math.max(0, countOf(current) - outdated),
      updatedReplicas,
    }),
    currentRevision: isComplete ? update : current,
    updateRevision: update,
    collisionCount,
    availableReplicas: ready.filter((pod) => isAvailable(pod, minReadySeconds, now)).length,
  };
}
