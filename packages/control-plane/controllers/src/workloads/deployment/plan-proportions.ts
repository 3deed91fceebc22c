/** Proportional scaling: a Deployment that is scaled during a rollout scales all its ReplicaSets, which limits the risk. */
import type { Deployment, ReplicaSet } from '@kubets/api';
import { desiredWhenScaled, maxWhenScaled } from './annotations.ts';
import { isRolling, maxSurge, wantedReplicas } from './bounds.ts';
import { byCreation, isActiveSet, type SortedSets, sizeOf, sum } from './replica-sets.ts';
import type { Sizes } from './sizes.ts';

/** Whether the Deployment was scaled: an active set was last scaled for another number of replicas. */
export function isScalingEvent(deployment: Deployment, { all }: SortedSets): boolean {
  const wanted = wantedReplicas(deployment);
  return all.filter(isActiveSet).some((set) => (desiredWhenScaled(set) ?? wanted) !== wanted);
}

/** The only active set, or the one to start with; undefined if several are active. */
function onlyActive({ current, old }: SortedSets): ReplicaSet | undefined {
  const active = [...(current === undefined ? [] : [current]), ...old].filter(isActiveSet);
  if (active.length === 0) return current ?? old.at(-1);
  return active.length === 1 ? active[0] : undefined;
}

function isSaturated(deployment: Deployment, set: ReplicaSet | undefined): boolean {
  const wanted = wantedReplicas(deployment);
  return (
    set !== undefined &&
    sizeOf(set) === wanted &&
    desiredWhenScaled(set) === wanted &&
    (set.status?.availableReplicas ?? 0) === wanted
  );
}

/** Rounds half away from zero, as Go's math.Round. */
const round = (value: number): number => Math.sign(value) * Math.round(Math.abs(value));

/** The share of the set in the change, in pods. */
function share(set: ReplicaSet, deployment: Deployment): number {
  const wanted = wantedReplicas(deployment);
  if (wanted === 0) return -sizeOf(set);
  const before = maxWhenScaled(set) || (deployment.status?.replicas ?? 0);
  if (before === 0) return 0;
  return round((sizeOf(set) * (wanted + maxSurge(deployment))) / before) - sizeOf(set);
}

function proportions(deployment: Deployment, { all }: SortedSets): Sizes {
  const active = all.filter(isActiveSet);
  const wanted = wantedReplicas(deployment);
  const toAdd = (wanted > 0 ? wanted + maxSurge(deployment) : 0) - sum(active, sizeOf);
  // The largest first. Of sets of the same size the newest grows first, and the oldest shrinks first.
  const age = toAdd > 0 ? (a: ReplicaSet, b: ReplicaSet) => byCreation(b, a) : byCreation;
  const sorted = active.toSorted((a, b) => sizeOf(b) - sizeOf(a) || age(a, b));
  const sizes = new Map<ReplicaSet, number>();
  let added = 0;
  for (const set of sorted) {
    const left = toAdd - added;
    const part =
      left === 0 ? 0 : toAdd > 0 ? Math.min(share(set, deployment), left) : Math.max(share(set, deployment), left);
    sizes.set(set, sizeOf(set) + part);
    added += part;
  }
  const [first] = sorted;
  if (first !== undefined) sizes.set(first, Math.max(0, (sizes.get(first) ?? 0) + toAdd - added));
  return sizes;
}

/** The sizes after a change of `spec.replicas`, also while the rollout is paused. */
export function planProportions(deployment: Deployment, sets: SortedSets): Sizes {
  const only = onlyActive(sets);
  if (only !== undefined) return new Map([[only, wantedReplicas(deployment)]]);
  if (isSaturated(deployment, sets.current)) return new Map(sets.old.filter(isActiveSet).map((set) => [set, 0]));
  return isRolling(deployment) ? proportions(deployment, sets) : new Map();
}
