/** The whole status of a pod, from what the runtime shows and what the kubelet knows. Pure. */
import type { Pod, PodStatus } from '@kubets/api';
import type { Rejection } from '../pod/admit-pod.ts';
import { ephemeralContainers, initContainers, mainContainers } from '../pod/containers.ts';
import { newestOf, type ObservedPod, readySandbox } from '../pod/observed.ts';
import { qosClassOf } from '../pod/qos.ts';
import { conditionsOf, kubeletConditions, type ResizeState } from './conditions.ts';
import { apiTime, type ContainerKnowledge, containerStatuses, lostContainers } from './container-status.ts';
import { limitMessages } from './message-limit.ts';
import { isTerminalPhase, type PodPhase, phaseOf } from './phase.ts';
import type { PodFailure } from './pod-failure.ts';

export interface StatusInput {
  /** With the status that the API shows. */
  readonly pod: Pod;
  readonly observed: ObservedPod;
  readonly knowledge: ContainerKnowledge;
  readonly hostIPs: readonly string[];
  /** When the kubelet first saw the pod, milliseconds since the epoch. */
  readonly firstSeen: number;
  readonly now: number;
  /** No container runs or will be started any more. Until then the phase does not become terminal. */
  readonly terminal: boolean;
  /** Why the kubelet ends the pod before its time (deadline, eviction). */
  readonly failure?: PodFailure | undefined;
  /** Of an in-place resize. */
  readonly resize?: ResizeState;
}

/** Computes all fields anew; the caller compares them with the previous status. */
export function podStatus(input: StatusInput): PodStatus {
  const { pod, observed, knowledge, now, resize } = input;
  const previous = pod.status ?? {};
  const initialized = mainContainers(pod).some(({ name }) => newestOf(observed, name) !== undefined);
  const hasInit = initContainers(pod).length > 0;
  const waiting = hasInit && !initialized ? 'PodInitializing' : 'ContainerCreating';
  const init = containerStatuses(
    pod,
    initContainers(pod),
    observed,
    previous.initContainerStatuses,
    knowledge,
    'PodInitializing',
  );
  const main = containerStatuses(pod, mainContainers(pod), observed, previous.containerStatuses, knowledge, waiting);
  const ephemeral = containerStatuses(
    pod,
    ephemeralContainers(pod),
    observed,
    previous.ephemeralContainerStatuses,
    knowledge,
    'ContainerCreating',
  );
  const computed = phaseOrFailed(input, phaseOf(pod, init, main, input.terminal));
  const phase = shownPhase(input, computed);
  const shown = input.terminal ? lostContainers(pod, init, main) : { init, main };
  const sandbox = readySandbox(observed);
  const ips = pod.spec?.hostNetwork ? input.hostIPs.slice(0, 1) : (sandbox?.ips ?? []);
  // A finished pod keeps the address it had.
  const podIPs = ips.length > 0 ? ips.map((ip) => ({ ip })) : phase === 'Pending' ? [] : (previous.podIPs ?? []);
  const time = apiTime(now);
  const sandboxReady = sandbox !== undefined && (pod.spec?.hostNetwork === true || sandbox.ips.length > 0);
  return {
    ...(pod.metadata?.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase,
    conditions: conditionsOf({ pod, init, main, phase: computed, sandboxReady, time, ...(resize ? { resize } : {}) }),
    ...reasonOf(input, phase),
    ...(input.hostIPs[0] === undefined ? {} : { hostIP: input.hostIPs[0] }),
    hostIPs: input.hostIPs.map((ip) => ({ ip })),
    ...(podIPs[0]?.ip === undefined ? {} : { podIP: podIPs[0].ip }),
    ...(podIPs.length === 0 ? {} : { podIPs }),
    startTime: previous.startTime ?? apiTime(input.firstSeen),
    ...(hasInit ? { initContainerStatuses: limitMessages(pod, shown.init) } : {}),
    containerStatuses: limitMessages(pod, shown.main),
    ...(ephemeral.length > 0 ? { ephemeralContainerStatuses: limitMessages(pod, ephemeral) } : {}),
    qosClass: qosClassOf(pod),
  };
}

/** A terminal phase never changes. A pod that exceeded its deadline is Failed. */
function phaseOrFailed({ pod, failure }: StatusInput, computed: PodPhase): PodPhase {
  const before = pod.status?.phase;
  if (before !== undefined && isTerminalPhase(before)) return before;
  return failure ? 'Failed' : computed;
}

/** While containers may still run, the phase stays as it was; once none does, it is terminal. */
function shownPhase({ pod, terminal }: StatusInput, computed: PodPhase): PodPhase {
  const before = pod.status?.phase ?? 'Pending';
  if (isTerminalPhase(before)) return before;
  if (terminal) return isTerminalPhase(computed) ? computed : 'Failed';
  return isTerminalPhase(computed) ? before : computed;
}

function reasonOf(
  { pod, failure }: StatusInput,
  phase: PodPhase,
): { readonly reason?: string; readonly message?: string } {
  if (!isTerminalPhase(phase)) return {};
  if (failure && !isTerminalPhase(pod.status?.phase)) return failure;
  const { reason, message } = pod.status ?? {};
  return { ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
}

/** The status of a pod that the node did not admit: no container of it was ever created. */
export function rejectedStatus(pod: Pod, rejection: Rejection, firstSeen: number): PodStatus {
  const generation = pod.metadata?.generation;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase: 'Failed',
    reason: rejection.reason,
    message: rejection.message,
    startTime: pod.status?.startTime ?? apiTime(firstSeen),
    conditions: (pod.status?.conditions ?? []).filter(({ type }) => !kubeletConditions.has(type)),
    qosClass: qosClassOf(pod),
  };
}
