/** Rolling updates: the new ReplicaSet is scaled up and the old ones down, within surge and unavailability. */
import type { Deployment, ReplicaSet } from '@kubets/api';
import { isRolling, maxSurge, maxUnavailable, wantedReplicas } from './bounds.ts';
import { isActiveSet, type SortedSets, sizeOf, sum } from './replica-sets.ts';
import type { Sizes } from './sizes.ts';

const available = (set: ReplicaSet): number => set.status?.availableReplicas ?? 0;

/** The size that the new set may have now. `present` is the number of pods of all sets. */
export function newSetSize(deployment: Deployment, size: number, present: number): number {
  const wanted = wantedReplicas(deployment);
  if (!isRolling(deployment)) return wanted;
  const room = wanted + maxSurge(deployment) - present;
  return room <= 0 ? size : size + Math.min(room, wanted - size);
}

/** Scales down the sets in order by up to `most` pods, each by what `give` allows. Returns the number of pods. */
function take(
  sizes: Map<ReplicaSet, number>,
  sets: readonly ReplicaSet[],
  most: number,
  give: (set: ReplicaSet, size: number) => number,
): number {
  let taken = 0;
  for (const set of sets) {
    const size = sizes.get(set) ?? sizeOf(set);
    const part = Math.min(Math.max(0, give(set, size)), size, most - taken);
    if (part <= 0) continue;
    sizes.set(set, size - part);
    taken += part;
  }
  return taken;
}

function shrinkOld(deployment: Deployment, { current, old, all }: SortedSets): Sizes {
  const minAvailable = wantedReplicas(deployment) - maxUnavailable(deployment);
  const unavailableNew = current === undefined ? 0 : sizeOf(current) - available(current);
  const most = sum(all, sizeOf) - minAvailable - unavailableNew;
  const active = old.filter(isActiveSet);
  const sizes = new Map<ReplicaSet, number>();
  if (most <= 0 || active.length === 0) return sizes;
  // Unavailable pods are removed first, because they can block the rollout.
  take(sizes, active, most, (set, size) => size - available(set));
  const spare = sum(all, available) - minAvailable;
  if (spare > 0) take(sizes, active, spare, (_, size) => size);
  return sizes;
}

/** The next step: scales up the new set if possible, otherwise scales down the old ones. */
export function planRolling(deployment: Deployment, sets: SortedSets): Sizes {
  const { current, all } = sets;
  if (current !== undefined && sizeOf(current) !== wantedReplicas(deployment)) {
    const size =
      sizeOf(current) > wantedReplicas(deployment)
        ? wantedReplicas(deployment)
        : newSetSize(deployment, sizeOf(current), sum(all, sizeOf));
    if (size !== sizeOf(current)) return new Map([[current, size]]);
  }
  return shrinkOld(deployment, sets);
}
