/** How far a rollout may go: surge and unavailability in pods. */
import type { Deployment } from '@kubets/api';
import { resolveIntOrPercent } from '@kubets/machinery/values';

export const wantedReplicas = (deployment: Deployment): number => deployment.spec?.replicas ?? 1;

export const isRolling = (deployment: Deployment): boolean => deployment.spec?.strategy?.type !== 'Recreate';

/** Surge rounds up, unavailability down; both zero would never move, so one pod may then be missing. */
function fencePosts(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const { maxSurge = '25%', maxUnavailable = '25%' } = deployment.spec?.strategy?.rollingUpdate ?? {};
  const wanted = wantedReplicas(deployment);
  const surge = resolveIntOrPercent(maxSurge, wanted, true);
  const unavailable = resolveIntOrPercent(maxUnavailable, wanted, false);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Pods that may be there beyond the wanted number. */
export function maxSurge(deployment: Deployment): number {
  return isRolling(deployment) ? fencePosts(deployment).surge : 0;
}

/** Pods that may be missing from the wanted number. */
export function maxUnavailable(deployment: Deployment): number {
  const wanted = wantedReplicas(deployment);
  if (!isRolling(deployment) || wanted === 0) return 0;
  return Math.min(fencePosts(deployment).unavailable, wanted);
}
