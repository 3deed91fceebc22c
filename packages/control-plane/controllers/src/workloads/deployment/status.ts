/** The status and the conditions of a Deployment, with upstream's reasons and messages. */
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '@kubets/api';
import { formatTime, parseTime } from '@kubets/machinery/time';
import { findCondition, setCondition, withoutCondition } from '../../shared/conditions.ts';
import { withoutZeros } from '../../shared/counts.ts';
import { maxUnavailable, wantedReplicas } from './bounds.ts';
import { nameOf, type SortedSets, sizeOf, sum } from './replica-sets.ts';

type Conditions = readonly DeploymentCondition[];

/** As upstream: the maximum int32 means no deadline. */
const noDeadline = 2 ** 31 - 1;

export function hasDeadline(deployment: Deployment): boolean {
  return (deployment.spec?.progressDeadlineSeconds ?? noDeadline) !== noDeadline;
}

export function condition(
  type: string,
  status: string,
  reason: string,
  message: string,
  now: number,
): DeploymentCondition & { readonly reason: string } {
  const time = formatTime(now);
  return { type, status, reason, message, lastUpdateTime: time, lastTransitionTime: time };
}

/** The conditions of a paused or resumed Deployment. A pause stops the progress deadline; resuming restarts it. */
export function pausedConditions(deployment: Deployment, now: number): Conditions {
  const conditions = deployment.status?.conditions ?? [];
  const progressing = findCondition(conditions, 'Progressing');
  if (!hasDeadline(deployment) || progressing?.reason === 'ProgressDeadlineExceeded') return conditions;
  const saysPaused = progressing?.reason === 'DeploymentPaused';
  const paused = deployment.spec?.paused === true;
  if (paused === saysPaused) return conditions;
  const [reason, message] = paused
    ? ['DeploymentPaused', 'Deployment is paused']
    : ['DeploymentResumed', 'Deployment is resumed'];
  return setCondition(conditions, condition('Progressing', 'Unknown', reason, message, now));
}

/** The counts, and whether enough pods are available. */
export function countStatus(
  deployment: Deployment,
  sets: SortedSets,
  conditions: Conditions,
  now: number,
): DeploymentStatus {
  const { all, current } = sets;
  const available = sum(all, (set) => set.status?.availableReplicas);
  const enough = available >= wantedReplicas(deployment) - maxUnavailable(deployment);
  const availability = enough
    ? condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
    : condition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        now,
      );
  const { collisionCount } = deployment.status ?? {};
  return {
    observedGeneration: deployment.metadata?.generation ?? 0,
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...withoutZeros({
      replicas: sum(all, (set) => set.status?.replicas),
      updatedReplicas: current?.status?.replicas ?? 0,
      readyReplicas: sum(all, (set) => set.status?.readyReplicas),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, sum(all, sizeOf) - available),
    }),
    terminatingReplicas: sum(all, (set) => set.status?.terminatingReplicas),
    conditions: setCondition(conditions, availability),
  };
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = wantedReplicas(deployment);
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0)
  );
}

function isProgressing(old: DeploymentStatus, status: DeploymentStatus): boolean {
  const outdated = (each: DeploymentStatus): number => (each.replicas ?? 0) - (each.updatedReplicas ?? 0);
  return (
    (status.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    outdated(status) < outdated(old) ||
    (status.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

/** When the progress deadline is exceeded, in milliseconds since 1970; undefined without a deadline. */
function deadline(deployment: Deployment, progressing: DeploymentCondition | undefined): number | undefined {
  if (!hasDeadline(deployment) || progressing === undefined) return undefined;
  if (progressing.reason === 'NewReplicaSetAvailable' || progressing.reason === 'ProgressDeadlineExceeded')
    return undefined;
  const from = parseTime(progressing.lastUpdateTime ?? '') ?? 0;
  return from + (deployment.spec?.progressDeadlineSeconds ?? 0) * 1000;
}

function progress(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  status: DeploymentStatus,
  now: number,
): Conditions {
  const conditions = status.conditions ?? [];
  if (!hasDeadline(deployment)) return withoutCondition(conditions, 'Progressing');
  const progressing = findCondition(conditions, 'Progressing');
  const settled = status.replicas === status.updatedReplicas && progressing?.reason === 'NewReplicaSetAvailable';
  if (settled) return conditions;
  const what = current === undefined ? `Deployment "${deployment.metadata?.name}"` : `ReplicaSet "${nameOf(current)}"`;
  if (isComplete(deployment, status)) {
    const done = `${what} has successfully progressed.`;
    return setCondition(conditions, condition('Progressing', 'True', 'NewReplicaSetAvailable', done, now));
  }
  if (isProgressing(deployment.status ?? {}, status)) {
    const fresh = condition('Progressing', 'True', 'ReplicaSetUpdated', `${what} is progressing.`, now);
    const since = progressing?.status === 'True' ? progressing.lastTransitionTime : undefined;
    // The deadline starts at lastUpdateTime, so it changes even if the rest of the condition does not.
    return [
      ...withoutCondition(conditions, 'Progressing'),
      { ...fresh, ...(since === undefined ? {} : { lastTransitionTime: since }) },
    ];
  }
  const stuckAt = deadline(deployment, progressing);
  const stuck = (stuckAt !== undefined && stuckAt < now) || progressing?.reason === 'ProgressDeadlineExceeded';
  if (!stuck) return conditions;
  const late = `${what} has timed out progressing.`;
  return setCondition(conditions, condition('Progressing', 'False', 'ProgressDeadlineExceeded', late, now));
}

/** The Deployment shows the ReplicaFailure condition of its ReplicaSets, first of all that of the new one. */
function failures(conditions: Conditions, { current, old }: SortedSets, now: number): Conditions {
  const sets = current === undefined ? old : [current, ...old];
  const failure = sets.flatMap((set) => findCondition(set.status?.conditions, 'ReplicaFailure') ?? [])[0];
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  const { status, reason = '', message = '' } = failure;
  return setCondition(conditions, condition('ReplicaFailure', status, reason, message, now));
}

/** The status during a rollout: counts, progress and failures. */
export function rolloutStatus(
  deployment: Deployment,
  sets: SortedSets,
  conditions: Conditions,
  now: number,
): DeploymentStatus {
  const counted = countStatus(deployment, sets, conditions, now);
  const progressed = progress(deployment, sets.current, counted, now);
  return { ...counted, conditions: failures(progressed, sets, now) };
}

/** Milliseconds until the progress deadline must be checked; undefined if the rollout has ended or has no deadline. */
export function deadlineIn(deployment: Deployment, status: DeploymentStatus, now: number): number | undefined {
  const progressing = findCondition(status.conditions, 'Progressing');
  if (isComplete(deployment, status)) return undefined;
  const at = deadline(deployment, progressing);
  return at === undefined ? undefined : Math.max(at - now, 0) + 1000;
}
