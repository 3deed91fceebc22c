/** A pod's phase from its containers' statuses. Pure; shared with the simulated nodes. */
import type { ContainerStatus, Pod, PodStatus } from '@kubets/api';
import { initContainers, isSidecar, mainContainers, podRestartPolicy } from '../pod/containers.ts';

export type PodPhase = NonNullable<PodStatus['phase']>;

type Statuses = readonly ContainerStatus[];

const named = (statuses: Statuses, name: string): ContainerStatus | undefined =>
  statuses.find((status) => status.name === name);

/** The numbers of init containers that have not completed and that have failed. */
function countInit(pod: Pod, statuses: Statuses): { readonly pending: number; readonly failed: number } {
  let pending = 0;
  let failed = 0;
  for (const container of initContainers(pod)) {
    const status = named(statuses, container.name);
    if (isSidecar(container)) {
      if (!status?.started && !status?.state?.terminated) pending++;
      continue;
    }
    const ended = status?.state?.terminated ?? (status?.state?.waiting ? status.lastState?.terminated : undefined);
    if (ended === undefined || (status?.state?.waiting && ended.exitCode === 0)) pending++;
    else if (ended.exitCode !== 0) {
      failed++;
      if (podRestartPolicy(pod) !== 'Never') pending++;
    }
  }
  return { pending, failed };
}

interface MainCounts {
  waiting: number;
  running: number;
  stopped: number;
  succeeded: number;
  unknown: number;
}

function countMain(pod: Pod, statuses: Statuses): MainCounts {
  const counts: MainCounts = { waiting: 0, running: 0, stopped: 0, succeeded: 0, unknown: 0 };
  for (const container of mainContainers(pod)) {
    const status = named(statuses, container.name);
    if (status?.state?.running) counts.running++;
    else if (status?.state?.terminated) {
      counts.stopped++;
      if (status.state.terminated.exitCode === 0) counts.succeeded++;
    } else if (status?.state?.waiting) {
      if (status.lastState?.terminated) counts.stopped++;
      else counts.waiting++;
    } else counts.unknown++;
  }
  return counts;
}

export const isTerminalPhase = (phase: PodStatus['phase']): boolean => phase === 'Succeeded' || phase === 'Failed';

const runningSidecars = (pod: Pod, init: Statuses): number =>
  initContainers(pod).filter((container) => isSidecar(container) && named(init, container.name)?.state?.running).length;

/** `terminal`: no container runs or will be started any more. */
export function phaseOf(pod: Pod, init: Statuses, main: Statuses, terminal: boolean): PodPhase {
  const { pending, failed } = countInit(pod, init);
  const counts = countMain(pod, main);
  if (failed > 0 && podRestartPolicy(pod) === 'Never') return 'Failed';
  // Sidecars that stopped at the end do not bring the pod back to its beginning.
  const begun = counts.running + counts.stopped > 0;
  if (pending > 0 && !begun) return 'Pending';
  if (counts.waiting > 0) return 'Pending';
  if (counts.unknown > 0) return 'Pending';
  if (counts.running + runningSidecars(pod, init) > 0) return 'Running';
  return phaseOfStopped(pod, counts, terminal);
}

/** No container runs, none waits for its first start. */
function phaseOfStopped(pod: Pod, counts: MainCounts, terminal: boolean): PodPhase {
  if (counts.stopped === 0) return 'Pending';
  const allSucceeded = counts.stopped === counts.succeeded;
  if (terminal) return allSucceeded ? 'Succeeded' : 'Failed';
  const policy = podRestartPolicy(pod);
  if (policy === 'Always') return 'Running';
  if (allSucceeded) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

/**
 * Whether the containers of a pod have finished their work and none will be restarted, so that what still runs (its
 * sidecars) is to be stopped. The phase becomes terminal only after that.
 */
export function hasFinished(pod: Pod, { initContainerStatuses = [], containerStatuses = [] }: PodStatus): boolean {
  if (countInit(pod, initContainerStatuses).failed > 0 && podRestartPolicy(pod) === 'Never') return true;
  const counts = countMain(pod, containerStatuses);
  if (counts.waiting + counts.unknown + counts.running > 0) return false;
  return isTerminalPhase(phaseOfStopped(pod, counts, false));
}
