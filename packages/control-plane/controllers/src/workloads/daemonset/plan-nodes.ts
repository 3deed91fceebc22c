/** Which pods a DaemonSet creates and deletes so that each eligible node runs one. Pure. */
import type { DaemonSet, Pod } from '@kubets/api';
import { isAvailable, isReady } from '../../shared/pods/pod-state.ts';
import { allowsSurge } from './bounds.ts';
import { hashLabel } from './daemon-pod.ts';
import { isGoing, type NodePods, type PodsByNode } from './node-pods.ts';

export interface DaemonEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface PodsPlan {
  /** The nodes for which a pod is created. */
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
}

export interface NodesPlan extends PodsPlan {
  readonly events: readonly DaemonEvent[];
  /** Nodes whose failed pod is deleted: their back-off grows. */
  readonly failed: readonly string[];
  /** Milliseconds until the first back-off ends. */
  readonly after?: number;
}

export interface NodesInput {
  readonly set: DaemonSet;
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The remaining back-off of a node, in milliseconds. */
  backOff(node: string): number;
}

interface Draft {
  readonly create: string[];
  readonly remove: Pod[];
  readonly events: DaemonEvent[];
  readonly failed: string[];
  readonly waits: number[];
}

export function planNodes({ nodes, stranded }: PodsByNode, input: NodesInput): NodesPlan {
  const draft: Draft = { create: [], remove: [], events: [], failed: [], waits: [] };
  for (const each of nodes) {
    if (each.eligibility === 'run' && each.pods.length === 0) draft.create.push(each.node);
    else if (each.eligibility === 'no') draft.remove.push(...each.pods.filter((pod) => !isGoing(pod)));
    else draft.remove.push(...surplus(runningPods(each, input, draft), input));
  }
  const { waits, create, remove, events, failed } = draft;
  const after = waits.length === 0 ? {} : { after: Math.min(...waits) };
  return { create, remove: [...remove, ...stranded], events, failed, ...after };
}

/** The pods that have not finished. Finished ones are deleted, failed ones after the back-off of the node. */
function runningPods({ node, pods }: NodePods, { backOff }: NodesInput, draft: Draft): readonly Pod[] {
  const running: Pod[] = [];
  for (const pod of pods.filter((each) => !isGoing(each))) {
    const { phase } = pod.status ?? {};
    if (phase !== 'Failed' && phase !== 'Succeeded') {
      running.push(pod);
      continue;
    }
    const wait = phase === 'Failed' ? backOff(node) : 0;
    if (wait > 0) {
      draft.waits.push(wait);
      continue;
    }
    const what = `daemon pod ${pod.metadata?.namespace}/${pod.metadata?.name} on node ${node}, will try to`;
    draft.remove.push(pod);
    if (phase === 'Failed') {
      if (!draft.failed.includes(node)) draft.failed.push(node);
      draft.events.push({ type: 'Warning', reason: 'FailedDaemonPod', message: `Found failed ${what} kill it` });
    } else {
      draft.events.push({ type: 'Normal', reason: 'SucceededDaemonPod', message: `Found succeeded ${what} delete it` });
    }
  }
  return running;
}

/** The oldest pod remains. While it surges, a node may have an old pod that is ready, and an updated one that is not available yet. */
function surplus(running: readonly Pod[], { set, hash, now }: NodesInput): readonly Pod[] {
  if (running.length <= 1) return [];
  if (!allowsSurge(set)) return running.slice(1);
  const updated = running.find((pod) => pod.metadata?.labels?.[hashLabel] === hash);
  const old = running.find((pod) => pod.metadata?.labels?.[hashLabel] !== hash);
  const others = running.filter((pod) => pod !== updated && pod !== old);
  if (updated === undefined || old === undefined) return others;
  const replaced = !isReady(old) || isAvailable(updated, set.spec.minReadySeconds ?? 0, now);
  return replaced ? [...others, old] : others;
}
