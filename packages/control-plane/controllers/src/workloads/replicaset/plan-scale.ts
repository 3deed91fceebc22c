/** How many pods a ReplicaSet creates, or which it deletes. Pure. */
import type { Pod } from '@kubets/api';
import { podsToDelete } from '../../shared/pods/deletion-order.ts';

/** The maximum number of pods created or deleted at once, as upstream. */
const burstReplicas = 500;

export type ScalePlan =
  | { readonly type: 'create'; readonly count: number }
  | { readonly type: 'delete'; readonly pods: readonly Pod[] }
  | { readonly type: 'none' };

/** `active` are the active pods of the set; `related` returns those of all sets of its owner. */
export function planScale(
  replicas: number,
  active: readonly Pod[],
  related: () => readonly Pod[],
  now: number,
): ScalePlan {
  const surplus = active.length - replicas;
  if (surplus < 0) return { type: 'create', count: Math.min(-surplus, burstReplicas) };
  if (surplus > 0)
    return { type: 'delete', pods: podsToDelete(active, related(), Math.min(surplus, burstReplicas), now) };
  return { type: 'none' };
}
