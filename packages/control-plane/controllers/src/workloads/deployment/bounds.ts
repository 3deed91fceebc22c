/** The surge and the unavailability of a rollout, in pods. */
import type { Deployment } from '@kubets/api';
import { resolveIntOrPercent } from '@kubets/machinery/values';

export const wantedReplicas = (deployment: Deployment): number => deployment.spec?.replicas ?? 1;

export const isRolling = (deployment: Deployment): boolean => deployment.spec?.strategy?.type !== 'Recreate';

/** Surge is rounded up and unavailability down. If both are zero, one pod may be unavailable, or the rollout would never progress. */
function resolveFenceposts(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const { maxSurge = '25%', maxUnavailable = '25%' } = deployment.spec?.strategy?.rollingUpdate ?? {};
  const wanted = wantedReplicas(deployment);
  const surge = resolveIntOrPercent(maxSurge, wanted, true);
  const unavailable = resolveIntOrPercent(maxUnavailable, wanted, false);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** How many pods may exist beyond `spec.replicas`. */
export function maxSurge(deployment: Deployment): number {
  return isRolling(deployment) ? resolveFenceposts(deployment).surge : 0;
}

/** How many pods of `spec.replicas` may be unavailable. */
export function maxUnavailable(deployment: Deployment): number {
  const wanted = wantedReplicas(deployment);
  if (!isRolling(deployment) || wanted === 0) return 0;
  return Math.min(resolveFenceposts(deployment).unavailable, wanted);
}
