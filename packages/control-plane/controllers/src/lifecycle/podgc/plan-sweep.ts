/** Which pods nobody else will ever remove, pure. */
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

/** The oldest finished pods beyond the threshold, evicted ones before others. 0 or less: none. */
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

/** Pods that are to go and never got a node, so that no kubelet will confirm it. */
export function unscheduledTerminating(pods: readonly Pod[]): readonly Swept[] {
  return pods
    .filter((pod) => pod.metadata?.deletionTimestamp !== undefined && !pod.spec?.nodeName)
    .map((pod) => ({ pod, reason: 'unscheduled' }));
}

/** Pods that are to go, on nodes that an operator declared out of service. */
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

/** Names of nodes that pods are bound to and that do not exist, as far as the cache says. */
export function absentNodes(pods: readonly Pod[], exists: (name: string) => boolean): ReadonlySet<string> {
  return new Set(pods.map((pod) => pod.spec?.nodeName ?? '').filter((name) => name !== '' && !exists(name)));
}
