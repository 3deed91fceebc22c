/** Which pods go first when there are too many: upstream's ActivePodsWithRanks. */
import type { ContainerStatus, Pod } from '@kubets/api';
import { parseTime } from '@kubets/machinery/time';
import { isActive, isReady, readySince } from './pod-state.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

interface Candidate {
  readonly pod: Pod;
  readonly assigned: number;
  readonly phase: number;
  readonly ready: number;
  readonly cost: number;
  /** Active pods of the same workload on its node. */
  readonly neighbours: number;
  readonly readySince: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly created: number;
}

function costOf(pod: Pod): number {
  const text = pod.metadata?.annotations?.[deletionCost];
  return text !== undefined && /^(0|-?[1-9]\d{0,9})$/.test(text) ? Number(text) : 0;
}

const mostRestarts = (statuses: readonly ContainerStatus[] = []): number =>
  statuses.reduce((most, status) => Math.max(most, status.restartCount), 0);

function sidecarStatuses(pod: Pod): readonly ContainerStatus[] {
  const sidecars = new Set(
    pod.spec?.initContainers?.filter((each) => each.restartPolicy === 'Always').map((each) => each.name),
  );
  return pod.status?.initContainerStatuses?.filter((status) => sidecars.has(status.name)) ?? [];
}

function candidateOf(pod: Pod, neighbours: number): Candidate {
  return {
    pod,
    neighbours,
    assigned: pod.spec?.nodeName ? 1 : 0,
    phase: phases[pod.status?.phase ?? ''] ?? 0,
    ready: isReady(pod) ? 1 : 0,
    cost: costOf(pod),
    readySince: readySince(pod),
    restarts: mostRestarts(pod.status?.containerStatuses),
    sidecarRestarts: mostRestarts(sidecarStatuses(pod)),
    created: parseTime(pod.metadata?.creationTimestamp ?? '') ?? 0,
  };
}

/** Powers of two of an age in nanoseconds: pods of about one age are told apart at random (by uid), not by seconds. */
function ageRank(time: number, now: number): number {
  const age = (now - time) * 1e6;
  return age > 0 ? Math.floor(Math.log2(age)) : -1;
}

/** Younger first, a missing time before all; 0 when both are the same. */
function compareTimes(a: Candidate, b: Candidate, time: 'readySince' | 'created', now: number): number {
  const [left, right] = [a[time], b[time]];
  if (left === right) return 0;
  if (left === 0 || right === 0) return left === 0 ? -1 : 1;
  const difference = ageRank(left, now) - ageRank(right, now);
  if (difference !== 0) return difference;
  return (a.pod.metadata?.uid ?? '') < (b.pod.metadata?.uid ?? '') ? -1 : 1;
}

function compare(a: Candidate, b: Candidate, now: number): number {
  return (
    a.assigned - b.assigned ||
    a.phase - b.phase ||
    a.ready - b.ready ||
    a.cost - b.cost ||
    b.neighbours - a.neighbours ||
    (a.ready === 1 ? compareTimes(a, b, 'readySince', now) : 0) ||
    b.restarts - a.restarts ||
    b.sidecarRestarts - a.sidecarRestarts ||
    compareTimes(a, b, 'created', now)
  );
}

/**
 * The `count` of `pods` to delete. `related` are all pods of the workload (of every ReplicaSet of one Deployment, say):
 * a pod that shares its node with many of them goes before one that is alone there.
 */
export function podsToDelete(
  pods: readonly Pod[],
  related: readonly Pod[],
  count: number,
  now: number,
): readonly Pod[] {
  if (count >= pods.length) return pods;
  const perNode = new Map<string, number>();
  for (const pod of related) {
    const node = pod.spec?.nodeName ?? '';
    if (isActive(pod)) perNode.set(node, (perNode.get(node) ?? 0) + 1);
  }
  return pods
    .map((pod) => candidateOf(pod, perNode.get(pod.spec?.nodeName ?? '') ?? 0))
    .sort((a, b) => compare(a, b, now))
    .slice(0, count)
    .map((candidate) => candidate.pod);
}
