/** The next step of a rolling update. Pure. */
import type { DaemonSet, Pod } from '@kubets/api';
import { isAvailable } from '../../shared/pods/pod-state.ts';
import { maxSurge, maxUnavailable } from './bounds.ts';
import { type NodePods, updateState } from './node-pods.ts';
import type { PodsPlan } from './plan-nodes.ts';

/** `now` is in milliseconds since 1970. */
export function planUpdate(set: DaemonSet, nodes: readonly NodePods[], hash: string, now: number): PodsPlan {
  // Nodes that need no pod count only if they have one.
  const concerned = nodes.filter(({ eligibility, pods }) => eligibility === 'run' || pods.length > 0);
  const desired = nodes.filter(({ eligibility }) => eligibility === 'run').length;
  const available = (pod: Pod): boolean => isAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  const step: Step = { set, nodes: concerned, hash, desired, available };
  return maxSurge(set, desired) === 0 ? deleteOld(step) : surge(step);
}

interface Step {
  readonly set: DaemonSet;
  readonly nodes: readonly NodePods[];
  readonly hash: string;
  /** How many nodes should run a pod. */
  readonly desired: number;
  available(pod: Pod): boolean;
}

/** Deletes old pods, those that are unavailable first and without limit. The controller then creates the updated ones. */
function deleteOld({ set, nodes, hash, desired, available }: Step): PodsPlan {
  const replacements: Pod[] = [];
  const candidates: Pod[] = [];
  let unavailable = 0;
  for (const each of nodes) {
    const { updated, old } = updateState(each, set, hash) ?? {};
    if (old !== undefined && updated === undefined) {
      if (available(old)) candidates.push(old);
      else {
        replacements.push(old);
        unavailable++;
      }
    } else if (updated === undefined || old !== undefined || !available(updated)) unavailable++;
  }
  const room = Math.max(0, maxUnavailable(set, desired) - unavailable);
  return { create: [], remove: [...replacements, ...candidates.slice(0, room)] };
}

interface SurgeDraft {
  readonly remove: Pod[];
  /** Available pods of nodes that no longer need one. */
  readonly unneeded: Pod[];
  readonly replacements: string[];
  readonly candidates: string[];
  surging: number;
  available: number;
}

/** Creates updated pods beside old ones, and deletes an old one when the updated one is available. */
function surge(step: Step): PodsPlan {
  const draft: SurgeDraft = { remove: [], unneeded: [], replacements: [], candidates: [], surging: 0, available: 0 };
  for (const each of step.nodes) surgeOn(each, step, draft);
  const room = Math.max(0, maxSurge(step.set, step.desired) - draft.surging);
  const spare = Math.max(0, draft.available - step.desired);
  return {
    create: [...draft.replacements, ...draft.candidates.slice(0, room)],
    remove: [...draft.remove, ...draft.unneeded.slice(0, spare)],
  };
}

function surgeOn(each: NodePods, { set, hash, available }: Step, draft: SurgeDraft): void {
  const state = updateState(each, set, hash);
  if (state === undefined) {
    draft.surging++;
    return;
  }
  const { updated, old } = state;
  const counted = old ?? updated;
  if (counted !== undefined && available(counted)) draft.available++;
  if (old === undefined) return;
  if (updated !== undefined) {
    if (available(updated)) draft.remove.push(old);
    else draft.surging++;
  } else if (each.eligibility === 'run') {
    (available(old) ? draft.candidates : draft.replacements).push(each.node);
  } else {
    (available(old) ? draft.unneeded : draft.remove).push(old);
  }
}
