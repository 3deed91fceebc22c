/** The pods of a DaemonSet by node. Pure. */
import type { DaemonSet, Node, Pod } from '@kubets/api';
import { parseTime } from '@kubets/machinery/time';
import { isTerminal } from '../../shared/pods/pod-state.ts';
import { isUpdated, targetNode } from './daemon-pod.ts';
import { type Eligibility, eligibilityOf } from './eligibility.ts';

export const isGoing = (pod: Pod): boolean => pod.metadata?.deletionTimestamp !== undefined;

/** Scheduled pods first, then by age, oldest first. */
function byAge(a: Pod, b: Pod): number {
  const unassigned = (pod: Pod): number => (pod.spec?.nodeName ? 0 : 1);
  const created = (pod: Pod): number => parseTime(pod.metadata?.creationTimestamp ?? '') ?? 0;
  return (
    unassigned(a) - unassigned(b) ||
    created(a) - created(b) ||
    ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1)
  );
}

export interface NodePods {
  readonly node: string;
  readonly eligibility: Eligibility;
  /** Those that are being deleted included, but not those that have finished as well. Oldest first. */
  readonly pods: readonly Pod[];
}

export interface PodsByNode {
  /** Every node of the cluster. */
  readonly nodes: readonly NodePods[];
  /** Pods that wait for a node that does not exist; no one else deletes them. */
  readonly stranded: readonly Pod[];
}

export function podsByNode(set: DaemonSet, nodes: readonly Node[], pods: readonly Pod[]): PodsByNode {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = targetNode(pod);
    if (node === undefined || (isTerminal(pod) && isGoing(pod))) continue;
    const there = byNode.get(node);
    if (there === undefined) byNode.set(node, [pod]);
    else there.push(pod);
  }
  const eligibility = eligibilityOf(set);
  const listed = nodes.map((each) => {
    const node = each.metadata?.name ?? '';
    const there = byNode.get(node) ?? [];
    byNode.delete(node);
    return { node, eligibility: eligibility(each), pods: there.sort(byAge) };
  });
  const stranded = [...byNode.values()].flat().filter((pod) => !pod.spec?.nodeName && !isGoing(pod));
  return { nodes: listed, stranded };
}

export interface UpdateState {
  readonly updated?: Pod;
  readonly old?: Pod;
}

/** The updated and the old pod of a node. Undefined if it has several of one kind, which the controller deletes first. */
export function updateState({ pods }: NodePods, set: DaemonSet, hash: string): UpdateState | undefined {
  const standing = pods.filter((pod) => !isGoing(pod));
  const updated = standing.filter((pod) => isUpdated(pod, set, hash));
  const old = standing.filter((pod) => !isUpdated(pod, set, hash));
  if (updated.length > 1 || old.length > 1) return undefined;
  return {
    ...(updated[0] === undefined ? {} : { updated: updated[0] }),
    ...(old[0] === undefined ? {} : { old: old[0] }),
  };
}
