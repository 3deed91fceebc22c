/** What a ReplicaSet has to do, pure: so many pods more, or exactly these fewer. */
import type { Pod } from '@kubets/api';
import { podsToDelete } from '../../shared/pods/deletion-order.ts';

/** No more pods than this are made or deleted in one go. */
const burst = 500;

export type ScalePlan =
  | { readonly type: 'create'; readonly count: number }
  | { readonly type: 'delete'; readonly pods: readonly Pod[] }
  | { readonly type: 'none' };

/** `active` are the set's own active pods; `related` returns those of all sets of its owner, asked for only if needed. */
export function planScale(
  replicas: number,
  active: readonly Pod[],
  related: () => readonly Pod[],
  now: number,
): ScalePlan {
  const surplus = active.length - replicas;
  if (surplus < 0) return { type: 'create', count: Math.min(-surplus, burst) };
  if (surplus > 0) return { type: 'delete', pods: podsToDelete(active, related(), Math.min(surplus, burst), now) };
  return { type: 'none' };
}
