/** Which init container comes next: one after the other, sidecars staying. Pure. */
import type { Pod } from '@kubets/api';
import type { ContainerStatus } from '@kubets/cri/runtime';
import { type ContainerToKill, type ProbeResults, reasonToKill } from './container-decisions.ts';
import { type AnyContainer, initContainers, isSidecar, mainContainers, podRestartPolicy } from './containers.ts';
import { isRunning, type ObservedPod, readySandbox } from './observed.ts';

export interface InitPlan {
  /** Every init container has completed (or started, for sidecars), so that the main containers may start. */
  readonly done: boolean;
  /** An init container has failed and may not be restarted: the pod has failed. */
  readonly failed: boolean;
  readonly start: readonly AnyContainer[];
  readonly kill: readonly ContainerToKill[];
}

/** Sidecars count as started once their startup probe, if any, succeeded. */
function hasStarted(container: AnyContainer, status: ContainerStatus, probes: ProbeResults): boolean {
  return container.startupProbe === undefined || probes.startup(status.id) === 'success';
}

interface Step {
  readonly next: 'go on' | 'wait' | 'failed';
  readonly start?: AnyContainer;
  readonly kill?: ContainerToKill;
}

function stepSidecar(container: AnyContainer, status: ContainerStatus | undefined, probes: ProbeResults): Step {
  if (status === undefined || !isRunning(status)) return { next: 'wait', start: container };
  const reason = reasonToKill(container, status, probes);
  if (reason)
    return {
      next: 'wait',
      kill: { ...reason, message: `${reason.message}, will be restarted` },
      start: container,
    };
  return { next: hasStarted(container, status, probes) ? 'go on' : 'wait' };
}

function stepPlain(pod: Pod, container: AnyContainer, status: ContainerStatus | undefined): Step {
  if (status === undefined || status.state === 'created' || status.state === 'unknown')
    return { next: 'wait', start: container };
  if (isRunning(status)) return { next: 'wait' };
  if (status.exitCode === 0) return { next: 'go on' };
  return podRestartPolicy(pod) === 'Never' ? { next: 'failed' } : { next: 'wait', start: container };
}

/** Only containers of the current sandbox count. In a new sandbox, all init containers run again. */
export function planInit(pod: Pod, observed: ObservedPod, probes: ProbeResults): InitPlan {
  const sandbox = readySandbox(observed);
  const inSandbox = observed.containers.filter((container) => container.sandboxId === sandbox?.id);
  const statusOf = (name: string): ContainerStatus | undefined => inSandbox.find((each) => each.name === name);
  const all = initContainers(pod);
  const initialized = mainContainers(pod).some((container) => statusOf(container.name) !== undefined);
  // Earlier ones may have been collected: a later one that ran says they are through.
  const furthest = initialized ? all.length : all.findLastIndex((container) => statusOf(container.name) !== undefined);
  const start: AnyContainer[] = [];
  const kill: ContainerToKill[] = [];
  for (const [index, container] of all.entries()) {
    const status = statusOf(container.name);
    const through = index < furthest && !isSidecar(container);
    if (through) continue;
    const step = isSidecar(container) ? stepSidecar(container, status, probes) : stepPlain(pod, container, status);
    if (step.kill) kill.push(step.kill);
    if (step.start) start.push(step.start);
    if (step.next === 'failed') return { done: false, failed: true, start: [], kill: [] };
    // Once the pod is initialized, or a later one ran already, a sidecar's restart holds nobody up.
    if (step.next === 'wait' && !initialized && index >= furthest) return { done: false, failed: false, start, kill };
  }
  return { done: true, failed: false, start, kill };
}
