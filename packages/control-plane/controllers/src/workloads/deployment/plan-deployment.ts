/** The next step of a Deployment: writes to its ReplicaSets, its revision and its status. Pure. */

import type { Deployment, DeploymentCondition, DeploymentStatus, Pod, ReplicaSet } from '@kubets/api';
import { deepEqual } from '@kubets/base';
import { findCondition, setCondition } from '../../shared/conditions.ts';
import { controllerReference } from '../../shared/ownership/controller-reference.ts';
import { currentSetAnnotations, scaleAnnotations } from './annotations.ts';
import { isRolling, wantedReplicas } from './bounds.ts';
import { isScalingEvent, planProportions } from './plan-proportions.ts';
import { newSetSize, planRolling } from './plan-rolling.ts';
import { byRevision, isActiveSet, nameOf, type SortedSets, sizeOf, sortSets, sum } from './replica-sets.ts';
import { revisionAfter, revisionAnnotation, revisionOf } from './revisions.ts';
import type { Sizes } from './sizes.ts';
import {
  condition,
  countStatus,
  deadlineIn,
  hasDeadline,
  isComplete,
  pausedConditions,
  rolloutStatus,
} from './status.ts';
import { hashLabel, templateHash } from './template-hash.ts';

export interface DeploymentObservation {
  readonly deployment: Deployment;
  readonly sets: readonly ReplicaSet[];
  podsOf(set: ReplicaSet): readonly Pod[];
  readonly now: number;
}

export type SetWrite =
  | { readonly type: 'create'; readonly set: ReplicaSet }
  /** `old` is the current version of the set. */
  | { readonly type: 'update'; readonly set: ReplicaSet; readonly old: ReplicaSet }
  | { readonly type: 'delete'; readonly set: ReplicaSet };

export interface DeploymentPlan {
  readonly writes: readonly SetWrite[];
  /** The revision annotation of the Deployment. */
  readonly revision?: bigint;
  readonly status: DeploymentStatus;
  readonly after?: number;
}

export function planDeployment(observed: DeploymentObservation): DeploymentPlan {
  const { deployment, now } = observed;
  const sets = sortSets(deployment, observed.sets);
  if (deployment.metadata?.deletionTimestamp !== undefined) {
    return { writes: [], status: countStatus(deployment, sets, deployment.status?.conditions ?? [], now) };
  }
  const conditions = foundConditions(deployment, sets, pausedConditions(deployment, now), now);
  const paused = deployment.spec?.paused === true;
  if (paused || isScalingEvent(deployment, sets)) {
    return {
      writes: [
        ...updates(deployment, sets, planProportions(deployment, sets)),
        ...(paused ? leftovers(deployment, sets) : []),
      ],
      ...revisionIn(deployment, sets),
      status: countStatus(deployment, sets, conditions, now),
    };
  }
  return rollOut(observed, sets, conditions);
}

function rollOut(
  observed: DeploymentObservation,
  sets: SortedSets,
  conditions: readonly DeploymentCondition[],
): DeploymentPlan {
  const { deployment, now } = observed;
  const oldBusy = !isRolling(deployment) && recreateWaits(observed, sets);
  if (sets.current === undefined && !oldBusy) return firstRollOut(deployment, sets, conditions, now);
  const status = rolloutStatus(deployment, sets, conditions, now);
  const sizes = isRolling(deployment) ? planRolling(deployment, sets) : planRecreate(deployment, sets, oldBusy);
  const done = sizes.size === 0 && isComplete(deployment, deployment.status ?? {});
  const after = deadlineIn(deployment, status, now);
  return {
    writes: [...updates(deployment, sets, sizes), ...(done ? leftovers(deployment, sets) : [])],
    ...revisionIn(deployment, sets),
    status,
    ...(after === undefined ? {} : { after }),
  };
}

/** Recreate: all old pods must be deleted, not only terminating, before the first new pod is created. */
function recreateWaits({ podsOf }: DeploymentObservation, { old }: SortedSets): boolean {
  return old.some(
    (set) =>
      isActiveSet(set) ||
      (set.status?.replicas ?? 0) > 0 ||
      podsOf(set).some((pod) => pod.status?.phase !== 'Failed' && pod.status?.phase !== 'Succeeded'),
  );
}

function planRecreate(deployment: Deployment, { current, old }: SortedSets, oldBusy: boolean): Sizes {
  const active = old.filter(isActiveSet);
  if (active.length > 0) return new Map(active.map((set) => [set, 0]));
  const wanted = wantedReplicas(deployment);
  return current === undefined || oldBusy || sizeOf(current) === wanted ? new Map() : new Map([[current, wanted]]);
}

const nextRevision = ({ old }: SortedSets): bigint => revisionAfter(old);

function firstRollOut(
  deployment: Deployment,
  sets: SortedSets,
  conditions: readonly DeploymentCondition[],
  now: number,
): DeploymentPlan {
  const set = newSet(deployment, sets);
  const made = condition(
    'Progressing',
    'True',
    'NewReplicaSetCreated',
    `Created new replica set "${nameOf(set)}"`,
    now,
  );
  const withMade = hasDeadline(deployment) ? setCondition(conditions, made) : conditions;
  const status = rolloutStatus(deployment, sets, withMade, now);
  return { writes: [{ type: 'create', set }], revision: nextRevision(sets), status };
}

/** The ReplicaSet of the current template, with as many replicas as the rollout allows at once. */
function newSet(deployment: Deployment, sets: SortedSets): ReplicaSet {
  const { selector, minReadySeconds = 0, template = {} } = deployment.spec ?? {};
  const { name = '', namespace = '' } = deployment.metadata ?? {};
  const hash = templateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  return {
    metadata: {
      name: `${name.slice(0, 253 - hash.length - 1)}-${hash}`,
      namespace,
      labels,
      annotations: currentSetAnnotations(deployment, undefined, nextRevision(sets)),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: newSetSize(deployment, 0, sum(sets.old, sizeOf)),
      ...(minReadySeconds === 0 ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** A Deployment with an existing ReplicaSet for its template, adopted or from a rollback, restarts the progress deadline. */
function foundConditions(
  deployment: Deployment,
  { current }: SortedSets,
  conditions: readonly DeploymentCondition[],
  now: number,
): readonly DeploymentCondition[] {
  if (current === undefined || !hasDeadline(deployment)) return conditions;
  if (findCondition(conditions, 'Progressing') !== undefined) return conditions;
  const message = `Found new replica set "${nameOf(current)}"`;
  return setCondition(conditions, condition('Progressing', 'True', 'FoundNewReplicaSet', message, now));
}

function revisionIn(deployment: Deployment, sets: SortedSets): { readonly revision?: bigint } {
  if (sets.current === undefined) return {};
  // Its own revision remains the highest when older sets are deleted.
  const own = revisionOf(sets.current);
  let revision = nextRevision(sets);
  if (own > revision) revision = own;
  return deployment.metadata?.annotations?.[revisionAnnotation] === String(revision) ? {} : { revision };
}

/** The updates of the sets: their sizes, and the annotations and minReadySeconds of the new set. */
function updates(deployment: Deployment, sets: SortedSets, sizes: Sizes): readonly SetWrite[] {
  return sets.all.flatMap((old) => {
    const size = sizes.get(old);
    const isCurrent = old === sets.current;
    const annotations = {
      ...(isCurrent ? currentSetAnnotations(deployment, old, nextRevision(sets)) : old.metadata?.annotations),
      ...(size === undefined ? {} : scaleAnnotations(deployment)),
    };
    const minReadySeconds = isCurrent ? (deployment.spec?.minReadySeconds ?? 0) : (old.spec?.minReadySeconds ?? 0);
    const spec = { ...old.spec, selector: old.spec?.selector ?? {}, replicas: size ?? sizeOf(old), minReadySeconds };
    const unchanged =
      sizeOf(old) === spec.replicas &&
      (old.spec?.minReadySeconds ?? 0) === minReadySeconds &&
      deepEqual(old.metadata?.annotations ?? {}, annotations);
    return unchanged
      ? []
      : [{ type: 'update' as const, old, set: { ...old, metadata: { ...old.metadata, annotations }, spec } }];
  });
}

/** Old sets beyond the revision history limit, oldest revision first, except those with pods or a stale status. */
function leftovers(deployment: Deployment, { old }: SortedSets): readonly SetWrite[] {
  const limit = deployment.spec?.revisionHistoryLimit;
  if (limit === undefined || limit === 2 ** 31 - 1) return [];
  const alive = old.filter((set) => set.metadata?.deletionTimestamp === undefined).sort(byRevision);
  return alive
    .slice(0, Math.max(0, alive.length - limit))
    .filter(
      (set) =>
        sizeOf(set) === 0 &&
        (set.status?.replicas ?? 0) === 0 &&
        (set.metadata?.generation ?? 0) <= (set.status?.observedGeneration ?? 0),
    )
    .map((set) => ({ type: 'delete', set }));
}
