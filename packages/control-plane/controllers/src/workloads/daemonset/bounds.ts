/** The surge and the unavailability of a rolling update, in nodes. Pure. */
import type { DaemonSet } from '@kubets/api';
import { resolveIntOrPercent } from '@kubets/machinery/values';

export const isRolling = (set: DaemonSet): boolean => set.spec.updateStrategy?.type !== 'OnDelete';

/** How many nodes may run two pods. Rounded up. */
export function maxSurge(set: DaemonSet, desired: number): number {
  return isRolling(set) ? resolveIntOrPercent(set.spec.updateStrategy?.rollingUpdate?.maxSurge, desired, true) : 0;
}

/** Whether a node may have two pods during an update. */
export const allowsSurge = (set: DaemonSet): boolean => maxSurge(set, 1) > 0;

/** How many nodes may be without an available pod. Rounded up. If nothing else is allowed, one. */
export function maxUnavailable(set: DaemonSet, desired: number): number {
  if (!isRolling(set)) return 0;
  const { maxUnavailable: given = 1 } = set.spec.updateStrategy?.rollingUpdate ?? {};
  const unavailable = resolveIntOrPercent(given, desired, true);
  return unavailable === 0 && maxSurge(set, desired) === 0 ? 1 : unavailable;
}
