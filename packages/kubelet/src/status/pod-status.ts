/** The whole status of a pod, from what the runtime shows and what the kubelet knows. Pure. */
import type { Pod, PodStatus } from '@kubets/api';
import { ephemeralContainers, initContainers, mainContainers } from '../pod/containers.ts';
import { newestOf, type ObservedPod, readySandbox } from '../pod/observed.ts';
import { qosClassOf } from '../pod/qos.ts';
import { conditionsOf } from './conditions.ts';
import { apiTime, type ContainerKnowledge, containerStatuses } from './container-status.ts';
import { type PodPhase, phaseOf } from './phase.ts';

export interface StatusInput {
  /** With the status that the API shows. */
  readonly pod: Pod;
  readonly observed: ObservedPod;
  readonly knowledge: ContainerKnowledge;
  readonly hostIPs: readonly string[];
  /** When the kubelet first saw the pod, milliseconds since the epoch. */
  readonly firstSeen: number;
  readonly now: number;
  /** No container will be started any more. */
  readonly terminal: boolean;
  /** Why the kubelet ends the pod before its time (deadline, eviction). */
  readonly verdict?: { readonly reason: string; readonly message: string } | undefined;
}

/** Each entry kept as it stands when nothing in it changed is the caller's matter: this computes afresh. */
export function podStatus(input: StatusInput): PodStatus {
  const { pod, observed, knowledge, now } = input;
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
  const phase = phaseNow(input, phaseOf(pod, init, main, input.terminal));
  const sandbox = readySandbox(observed);
  const ips = pod.spec?.hostNetwork ? input.hostIPs.slice(0, 1) : (sandbox?.ips ?? []);
  // A finished pod keeps the address it had.
  const podIPs = ips.length > 0 ? ips.map((ip) => ({ ip })) : phase === 'Pending' ? [] : (previous.podIPs ?? []);
  const time = apiTime(now);
  const sandboxReady = sandbox !== undefined && (pod.spec?.hostNetwork === true || sandbox.ips.length > 0);
  return {
    ...(pod.metadata?.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase,
    conditions: conditionsOf({ pod, init, main, phase, sandboxReady, time }),
    ...reasonOf(input, phase),
    ...(input.hostIPs[0] === undefined ? {} : { hostIP: input.hostIPs[0] }),
    hostIPs: input.hostIPs.map((ip) => ({ ip })),
    ...(podIPs[0]?.ip === undefined ? {} : { podIP: podIPs[0].ip }),
    ...(podIPs.length === 0 ? {} : { podIPs }),
    startTime: previous.startTime ?? apiTime(input.firstSeen),
    ...(hasInit ? { initContainerStatuses: init } : {}),
    containerStatuses: main,
    ...(ephemeral.length > 0 ? { ephemeralContainerStatuses: ephemeral } : {}),
    qosClass: qosClassOf(pod),
  };
}

/** A phase that was final stays; a verdict makes it Failed. */
function phaseNow({ pod, verdict }: StatusInput, computed: PodPhase): PodPhase {
  const before = pod.status?.phase;
  if (before === 'Succeeded' || before === 'Failed') return before;
  return verdict ? 'Failed' : computed;
}

function reasonOf(
  { pod, verdict }: StatusInput,
  phase: PodPhase,
): { readonly reason?: string; readonly message?: string } {
  if (verdict) return verdict;
  if (phase !== 'Failed') return {};
  const { reason, message } = pod.status ?? {};
  return { ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
}
