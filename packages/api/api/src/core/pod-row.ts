/** The printed row of a Pod. */
import { ageOf, isTrue, nameOf, none, since } from '../cells.ts';
import type { Container, ContainerStatus, Pod } from '../generated/core/v1.ts';
import type { Cell } from '../resource-definition.ts';

interface Summary {
  readonly reason: string;
  readonly ready: number;
  readonly restarts: number;
  /** RFC 3339; empty if no container was restarted. */
  readonly lastRestart: string;
}

/** Whether an init container is a sidecar. */
function isSidecar(container: Container | undefined): boolean {
  return container?.restartPolicy === 'Always';
}

function later(a: string, b: string | null | undefined): string {
  return b !== undefined && b !== null && (a === '' || Date.parse(b) > Date.parse(a)) ? b : a;
}

function lastTermination(statuses: readonly ContainerStatus[]): string {
  return statuses.reduce((latest, status) => later(latest, status.lastState?.terminated?.finishedAt), '');
}

function restartsOf(statuses: readonly ContainerStatus[]): number {
  return statuses.reduce((sum, status) => sum + status.restartCount, 0);
}

/** Why a container terminated, if it has no reason. */
function exitOf(terminated: { readonly exitCode: number; readonly signal?: number; readonly reason?: string }): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

/** The reason of the first init container that is not finished; undefined if all are. */
function initReason(pod: Pod, status: ContainerStatus, index: number): string | undefined {
  const { terminated, waiting } = status.state ?? {};
  const spec = pod.spec?.initContainers?.find((container) => container.name === status.name);
  if (terminated?.exitCode === 0) return undefined;
  if (isSidecar(spec) && status.started === true) return undefined;
  if (terminated !== undefined) return `Init:${exitOf(terminated)}`;
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${index}/${pod.spec?.initContainers?.length ?? 0}`;
}

/** Summarizes the init containers up to the first unfinished one. */
function initSummary(pod: Pod): Summary & { readonly initializing: boolean } {
  const statuses = pod.status?.initContainerStatuses ?? [];
  const held = statuses.findIndex((status, index) => initReason(pod, status, index) !== undefined);
  const blocker = statuses[held];
  const seen = blocker === undefined ? statuses : statuses.slice(0, held + 1);
  const sidecars = new Set((pod.spec?.initContainers ?? []).filter(isSidecar).map((container) => container.name));
  const passed = blocker === undefined ? statuses : statuses.slice(0, held);
  const ready = passed.filter(
    (status) =>
      sidecars.has(status.name) && status.started === true && status.ready && status.state?.terminated?.exitCode !== 0,
  ).length;
  const reason = blocker === undefined ? '' : (initReason(pod, blocker, held) ?? '');
  return {
    initializing: blocker !== undefined,
    reason,
    ready,
    restarts: restartsOf(seen),
    lastRestart: lastTermination(seen),
  };
}

/** The reason of the first container that waits or has terminated; else the pod's reason. */
function mainReason(pod: Pod, before: string): { readonly reason: string; readonly ready: number } {
  let reason = before;
  let ready = 0;
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    const { waiting, terminated, running } = status.state ?? {};
    if (waiting?.reason) reason = waiting.reason;
    else if (terminated !== undefined) reason = exitOf(terminated);
    else if (status.ready && running !== undefined) ready += 1;
  }
  if (reason === 'Completed' && ready > 0) reason = isTrue(pod.status?.conditions, 'Ready') ? 'Running' : 'NotReady';
  return { reason, ready };
}

function ownReason(pod: Pod): string {
  const gated = pod.status?.conditions?.some(
    (condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated',
  );
  return gated ? 'SchedulingGated' : pod.status?.reason || pod.status?.phase || '';
}

function summarize(pod: Pod): Summary {
  const init = initSummary(pod);
  const own = ownReason(pod);
  if (init.initializing && !isTrue(pod.status?.conditions, 'Initialized')) return init;
  const main = mainReason(pod, init.initializing ? init.reason : own);
  const sidecars = new Set((pod.spec?.initContainers ?? []).filter(isSidecar).map((container) => container.name));
  const counted = [
    ...(pod.status?.initContainerStatuses ?? []).filter((status) => sidecars.has(status.name)),
    ...(pod.status?.containerStatuses ?? []),
  ];
  return {
    reason: main.reason,
    ready: init.ready + main.ready,
    restarts: restartsOf(counted),
    lastRestart: lastTermination(counted),
  };
}

/** The reason of a pod that is being deleted: Unknown on a lost node, Terminating unless the pod has ended. */
function deletionReason(pod: Pod, reason: string): string {
  if (pod.metadata?.deletionTimestamp === undefined) return reason;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  const phase = pod.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed' ? reason : 'Terminating';
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return none;
  const passed = gates.filter((gate) => isTrue(pod.status?.conditions, gate.conditionType));
  return `${passed.length}/${gates.length}`;
}

export function podRow(pod: Pod, now: number): readonly Cell[] {
  const summary = summarize(pod);
  const total = (pod.spec?.containers.length ?? 0) + (pod.spec?.initContainers ?? []).filter(isSidecar).length;
  const restarts =
    summary.restarts > 0 && summary.lastRestart !== ''
      ? `${summary.restarts} (${since(summary.lastRestart, now)} ago)`
      : String(summary.restarts);
  return [
    nameOf(pod),
    `${summary.ready}/${total}`,
    deletionReason(pod, summary.reason),
    restarts,
    ageOf(pod, now),
    pod.status?.podIPs?.[0]?.ip || none,
    pod.spec?.nodeName || none,
    pod.status?.nominatedNodeName || none,
    readinessGates(pod),
  ];
}
