/** Which pods the pod garbage collector deletes. Pure. */
import type { Node, Pod } from '@kubets/api';
import { parseTime } from '@kubets/machinery/time';
import { isReadyNode } from '../../shared/node-conditions.ts';
import { isTerminal } from '../../shared/pods/pod-state.ts';

const outOfService = 'node.kubernetes.io/out-of-service';

type SweepReason = 'terminated' | 'orphaned' | 'unscheduled' | 'out-of-service';

export interface Swept {
  readonly pod: Pod;
  readonly reason: SweepReason;
}

const createdAt = (pod: Pod): number => parseTime(pod.metadata?.creationTimestamp ?? '') ?? 0;
const nameOf = (pod: Pod): string => pod.metadata?.name ?? '';

function isEvicted(pod: Pod): boolean {
  return pod.status?.reason === 'Evicted';
}

/** The oldest finished pods beyond the threshold, evicted ones first. None if the threshold is 0 or less. */
export function surplusTerminated(pods: readonly Pod[], threshold: number): readonly Swept[] {
  if (threshold <= 0) return [];
  const finished = pods.filter((pod) => isTerminal(pod) && pod.metadata?.deletionTimestamp === undefined);
  return finished
    .sort(
      (a, b) =>
        Number(isEvicted(b)) - Number(isEvicted(a)) || createdAt(a) - createdAt(b) || (nameOf(a) < nameOf(b) ? -1 : 1),
    )
    .slice(0, Math.max(0, finished.length - threshold))
    .map((pod) => ({ pod, reason: 'terminated' }));
}

/** Terminating pods without a node, whose deletion no kubelet confirms. */
export function unscheduledTerminating(pods: readonly Pod[]): readonly Swept[] {
  return pods
    .filter((pod) => pod.metadata?.deletionTimestamp !== undefined && !pod.spec?.nodeName)
    .map((pod) => ({ pod, reason: 'unscheduled' }));
}

/** Terminating pods on nodes with the out-of-service taint. */
export function outOfServiceTerminating(
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
): readonly Swept[] {
  return pods
    .filter((pod) => {
      const node = nodeOf(pod.spec?.nodeName ?? '');
      return (
        pod.metadata?.deletionTimestamp !== undefined &&
        node !== undefined &&
        !isReadyNode(node) &&
        (node.spec?.taints?.some((taint) => taint.key === outOfService) ?? false)
      );
    })
    .map((pod) => ({ pod, reason: 'out-of-service' }));
}

/** The names of nodes that pods are bound to and that do not exist in the cache. */
export function absentNodes(pods: readonly Pod[], exists: (name: string) => boolean): ReadonlySet<string> {
  return new Set(pods.map((pod) => pod.spec?.nodeName ?? '').filter((name) => name !== '' && !exists(name)));
}
