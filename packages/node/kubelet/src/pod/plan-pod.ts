/** What to do about a pod now: sandbox, containers to start, containers to kill. Pure. */
import type { Pod } from '@kubets/api';
import type { ContainerStatus } from '@kubets/cri/runtime';
import { type ContainerToKill, type ProbeResults, reasonToKill, shouldRestart } from './container-decisions.ts';
import {
  type AnyContainer,
  ephemeralContainers,
  initContainers,
  mainContainers,
  podRestartPolicy,
  restartPolicyOf,
} from './containers.ts';
import { isRunning, newestOf, type ObservedPod, succeeded } from './observed.ts';
import { planInit } from './plan-init.ts';

export interface PodPlan {
  /** First stop the sandbox and everything in it. */
  readonly killPod: boolean;
  readonly createSandbox: boolean;
  /** Of the sandbox to be made. */
  readonly attempt: number;
  readonly kill: readonly ContainerToKill[];
  readonly startEphemeral: readonly AnyContainer[];
  readonly startInit: readonly AnyContainer[];
  readonly start: readonly AnyContainer[];
}

const nothing: PodPlan = {
  killPod: false,
  createSandbox: false,
  attempt: 0,
  kill: [],
  startEphemeral: [],
  startInit: [],
  start: [],
};

/** Whether the pod needs another sandbox, and which attempt it is. */
export function planSandbox(pod: Pod, observed: ObservedPod): { readonly create: boolean; readonly attempt: number } {
  const newest = observed.sandboxes[0];
  if (newest === undefined) return { create: true, attempt: 0 };
  const ready = observed.sandboxes.filter((sandbox) => sandbox.ready);
  const lost = newest.ready && newest.ips.length === 0 && !pod.spec?.hostNetwork;
  return { create: !newest.ready || ready.length > 1 || lost, attempt: newest.attempt + 1 };
}

function planNewSandbox(pod: Pod, observed: ObservedPod, attempt: number): PodPlan {
  const ran = observed.containers.length > 0;
  const policy = podRestartPolicy(pod);
  // A pod that may not restart ran already: a new sandbox would be of no use.
  if (policy === 'Never' && attempt > 0 && ran) return { ...nothing, killPod: true };
  const start = mainContainers(pod).filter((container) => {
    const status = newestOf(observed, container.name);
    return !(restartPolicyOf(pod, container) !== 'Always' && succeeded(status));
  });
  if (start.length === 0) return { ...nothing, killPod: true };
  const [first] = initContainers(pod);
  return {
    ...nothing,
    killPod: true,
    createSandbox: true,
    attempt,
    startInit: first === undefined ? [] : [first],
    start: first === undefined ? start : [],
  };
}

/** The plan for a pod that is to run. */
export function planPod(pod: Pod, observed: ObservedPod, probes: ProbeResults): PodPlan {
  const { create, attempt } = planSandbox(pod, observed);
  if (create) return planNewSandbox(pod, observed, attempt);
  const startEphemeral = ephemeralContainers(pod).filter((each) => newestOf(observed, each.name) === undefined);
  const init = planInit(pod, observed, probes);
  if (init.failed) return { ...nothing, killPod: true };
  if (!init.done) return { ...nothing, startEphemeral, startInit: init.start, kill: init.kill };
  const kill: ContainerToKill[] = [...init.kill];
  const start: AnyContainer[] = [];
  let kept = 0;
  for (const container of mainContainers(pod)) {
    const status = newestOf(observed, container.name);
    if (status === undefined || !isRunning(status)) {
      if (!shouldRestart(pod, container, status)) continue;
      if (status?.state === 'unknown')
        kill.push({ container: status, reason: 'unknown', message: unknownState(status) });
      start.push(container);
      continue;
    }
    const reason = reasonToKill(container, status, probes);
    if (reason === undefined) {
      kept++;
      continue;
    }
    const restart = reason.reason === 'changed' || restartPolicyOf(pod, container) !== 'Never';
    kill.push(restart ? { ...reason, message: `${reason.message}, will be restarted` } : reason);
    if (restart) start.push(container);
    else kept++;
  }
  const finished = kept === 0 && start.length === 0;
  if (finished) return { ...nothing, killPod: true };
  return { ...nothing, kill, start, startEphemeral, startInit: init.start };
}

export const unknownState = (status: ContainerStatus): string =>
  `Container is in "${status.state}" state, try killing it before restart`;

/** Whether a plan changes anything. */
export const isIdle = (plan: PodPlan): boolean =>
  !plan.killPod &&
  !plan.createSandbox &&
  plan.kill.length + plan.startEphemeral.length + plan.startInit.length + plan.start.length === 0;
