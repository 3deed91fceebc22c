/** Scheduler plugins: data and pure functions of a pod, the plugin's own state and a node. Upstream: the scheduling framework. */
import type { Pod } from '@kubets/api';
import type { NodeInfo } from './node-info.ts';

/**
 * The result of a filter for one node. `UnschedulableAndUnresolvable` means that removing pods from the node would not help, so
 * preemption is of no use. There is at least one reason.
 */
export type Status =
  | { readonly code: 'Success' }
  | { readonly code: 'Unschedulable' | 'UnschedulableAndUnresolvable'; readonly reasons: readonly string[] };

const success: Status = { code: 'Success' };

/** `Success` without reasons, otherwise `Unschedulable`. */
export function unschedulable(reasons: readonly string[]): Status {
  return reasons.length === 0 ? success : { code: 'Unschedulable', reasons };
}

/** `UnschedulableAndUnresolvable` if `rejected`, otherwise `Success`. */
export function unresolvable(rejected: boolean, reason: string): Status {
  return rejected ? { code: 'UnschedulableAndUnresolvable', reasons: [reason] } : success;
}

export type ActionType = 'add' | 'update' | 'delete';

/** Events after which a pod that the plugin rejected may become schedulable. */
export interface ClusterEvents {
  readonly node?: readonly ActionType[];
  /** Pods that are assigned to a node. */
  readonly pod?: readonly ActionType[];
}

export interface SchedulerPlugin<State = unknown> {
  readonly name: string;
  readonly eventsToRegister: ClusterEvents;
  /** Weight of the score. Default 1. */
  readonly weight?: number;
  /** Computes the state that `filter` and `score` get for this pod. `skip` skips both. */
  preFilter?(pod: Pod): State | 'skip';
  filter?(state: State, node: NodeInfo, pod: Pod): Status;
  /** 0 to 100, or any number if `normalize` is set. */
  score?(state: State, node: NodeInfo, pod: Pod): number;
  /** Scales scores to 0 to 100. `highest`: the highest score becomes 100. `lowest`: the lowest score is the best. */
  readonly normalize?: 'highest' | 'lowest';
}

/** Declares a plugin. The type of its state is that of `preFilter`. */
export function defineSchedulerPlugin<State>(plugin: SchedulerPlugin<State>): SchedulerPlugin {
  return plugin as SchedulerPlugin;
}
