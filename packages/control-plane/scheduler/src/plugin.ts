/** What a scheduler plugin is: data around pure functions of the pod, its own state, and one node. */
import type { Pod } from '@kubets/api';
import type { NodeInfo } from './node-info.ts';

/**
 * What a filter says of one node. `unresolvable` means that no other pod's leaving would help (preemption is then no
 * use); an empty list of reasons never occurs on a refusal.
 */
export type Verdict =
  | { readonly fits: true }
  | { readonly fits: false; readonly unresolvable: boolean; readonly reasons: readonly string[] };

const fits: Verdict = { fits: true };

/** Fits where there is no reason against it; otherwise unschedulable for now. */
export function verdict(reasons: readonly string[]): Verdict {
  return reasons.length === 0 ? fits : { fits: false, unresolvable: false, reasons };
}

/** As `verdict`, but such that only a change of the node itself can help. */
export function lasting(refused: boolean, reason: string): Verdict {
  return refused ? { fits: false, unresolvable: true, reasons: [reason] } : fits;
}

export type ClusterChange = 'add' | 'update' | 'delete';

/** Changes after which a pod that this plugin refused may fit. */
export interface WakeOn {
  readonly node?: readonly ClusterChange[];
  /** Pods that hold a place on a node. */
  readonly pod?: readonly ClusterChange[];
}

export interface SchedulerPlugin<State = unknown> {
  readonly name: string;
  readonly wakeOn: WakeOn;
  /** Weight of the score; 1 when absent. */
  readonly weight?: number;
  /** Worked out once per pod and handed to filter and score. `skip` leaves both out for this pod. */
  preFilter?(pod: Pod): State | 'skip';
  filter?(state: State, node: NodeInfo, pod: Pod): Verdict;
  /** Any number; made comparable by `normalize`, or already 0 to 100. */
  score?(state: State, node: NodeInfo, pod: Pod): number;
  /** `highest`: scaled so that the best gets 100. `lowest`: likewise, but less is better. */
  readonly normalize?: 'highest' | 'lowest';
}

/** Declares a plugin; the type of its state flows from `preFilter`. */
export function defineSchedulerPlugin<State>(plugin: SchedulerPlugin<State>): SchedulerPlugin {
  return plugin as SchedulerPlugin;
}
