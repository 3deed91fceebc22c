/** Which pods a rolling update deletes, so that they are created anew with the update revision. Pure. */
import type { Pod, StatefulSet } from '@kubets/api';
import { resolveIntOrPercent } from '@kubets/machinery/values';
import { isTerminal } from '../../shared/pods/pod-state.ts';
import { revisionOfPod } from './new-pod.ts';
import { firstOrdinal, ordinalOf, replicasOf } from './ordinals.ts';
import { isLeaving, isUnavailable } from './status.ts';

export interface UpdateObservation {
  readonly set: StatefulSet;
  /** The pods in the range of ordinals, lowest first. */
  readonly pods: readonly Pod[];
  /** The name of the update revision. */
  readonly update: string;
  readonly now: number;
}

type IsPod = (pod: Pod) => boolean;

/** Rounded down, and at least 1. */
function maxUnavailable(set: StatefulSet): number {
  const bound = set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
  return Math.max(1, resolveIntOrPercent(bound, replicasOf(set), false));
}

/** Deletes one pod at a time, from the highest ordinal, and waits for each to become available. */
function oneByOne(observed: UpdateObservation, least: number, isOutdated: IsPod, isDown: IsPod): readonly Pod[] {
  const { set, pods } = observed;
  const byIndex = new Map(pods.map((pod) => [ordinalOf(pod) - firstOrdinal(set), pod]));
  for (let index = replicasOf(set) - 1; index >= least; index--) {
    const pod = byIndex.get(index);
    if (pod === undefined) return [];
    if (isOutdated(pod)) return [pod];
    if (isDown(pod)) return [];
  }
  return [];
}

/**
 * The pods to delete now, highest ordinal first. Ordinals without a pod count as unavailable. With the feature gate
 * MaxUnavailableStatefulSet, several pods may be unavailable; with podManagementPolicy Parallel, outdated pods that are
 * unavailable anyway are deleted in any case, because they could block the rollout for ever.
 */
export function planUpdate(observed: UpdateObservation): readonly Pod[] {
  const { set, pods, update, now } = observed;
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type === 'OnDelete') return [];
  const least = rollingUpdate?.partition ?? 0;
  const isDown: IsPod = (pod) => isUnavailable(pod, set.spec.minReadySeconds ?? 0, now);
  // A pod that has ended is deleted in any case.
  const isOutdated: IsPod = (pod) => revisionOfPod(pod) !== update && !isLeaving(pod) && !isTerminal(pod);
  // The API server sets the field by default, unless the feature gate is disabled.
  if (rollingUpdate !== undefined && rollingUpdate.maxUnavailable === undefined)
    return oneByOne(observed, least, isOutdated, isDown);
  const outdated = pods.filter((pod) => ordinalOf(pod) - firstOrdinal(set) >= least && isOutdated(pod)).reverse();
  const parallel = set.spec.podManagementPolicy === 'Parallel';
  const down = parallel ? outdated.filter(isDown) : [];
  const rest = parallel ? outdated.filter((pod) => !isDown(pod)) : outdated;
  const unavailable = replicasOf(set) - pods.filter((pod) => !isDown(pod)).length;
  return [...down, ...rest.slice(0, Math.max(0, maxUnavailable(set) - unavailable))];
}
