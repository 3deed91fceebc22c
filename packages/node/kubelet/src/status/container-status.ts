/** The API status of one container, from its runtime status and the knowledge of the kubelet. Pure. */
import type { ContainerStatus as ApiContainerStatus, ContainerState, Pod, ResourceRequirements } from '@kubets/api';
import type { ContainerStatus } from '@kubets/cri/runtime';
import { shouldRestart } from '../pod/container-decisions.ts';
import { type AnyContainer, initContainers, isSidecar, restartPolicyOf } from '../pod/containers.ts';
import { instancesOf, isRunning, type ObservedPod, restartCountOf } from '../pod/observed.ts';

/** Why a container could not be started or pulled, as its waiting state shows. */
export interface WaitingReason {
  readonly reason: string;
  readonly message: string;
}

/** What only the kubelet knows of containers. */
export interface ContainerKnowledge {
  /** The last failure to start, by container name. */
  waiting(container: string): WaitingReason | undefined;
  /** Undefined: nothing is known (yet). */
  readiness(containerId: string): 'success' | 'failure' | 'unknown' | undefined;
  startup(containerId: string): 'success' | 'failure' | 'unknown' | undefined;
  /** The message a finished container left behind. */
  terminationMessage(containerId: string): string;
  /** What the container's cgroup was given; undefined where this is not known. */
  actuated(containerId: string): ResourceRequirements | undefined;
}

/** Seconds precision, as every time in a status. */
export function apiTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

const containerId = (container: ContainerStatus): string => `containerd://${container.id}`;

function terminatedState(container: ContainerStatus, message: string): ContainerState {
  const reason = container.reason || (container.exitCode === 0 ? 'Completed' : 'Error');
  return {
    terminated: {
      exitCode: container.exitCode,
      reason,
      ...(message === '' ? {} : { message }),
      startedAt: apiTime(container.startedAt),
      finishedAt: apiTime(container.finishedAt),
      containerID: containerId(container),
    },
  };
}

function stateOf(container: ContainerStatus, knowledge: ContainerKnowledge, fallback: ContainerState): ContainerState {
  if (container.state === 'running') return { running: { startedAt: apiTime(container.startedAt) } };
  if (container.state === 'exited')
    return terminatedState(container, knowledge.terminationMessage(container.id) || container.message);
  return fallback;
}

/** The termination state of a container that the runtime does not have. */
const unknownEnd = {
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
  exitCode: 137,
} as const;

/** A container that ran and that the runtime no longer has. */
function lostState({ containerID }: ApiContainerStatus): ContainerState {
  return { terminated: { ...unknownEnd, ...(containerID === undefined ? {} : { containerID }) } };
}

const hasBegun = ({ state, lastState }: ApiContainerStatus): boolean =>
  state?.running !== undefined || state?.terminated !== undefined || lastState?.terminated !== undefined;

const asEnded = (status: ApiContainerStatus): ApiContainerStatus =>
  status.state?.terminated ? status : { ...status, state: { terminated: { ...unknownEnd } } };

/**
 * The statuses of a pod that has ended. A container without a result counts as failed; but not one that never had its
 * turn, because an init container before it failed or never ran.
 */
export function lostContainers(
  pod: Pod,
  init: readonly ApiContainerStatus[],
  main: readonly ApiContainerStatus[],
): { readonly init: readonly ApiContainerStatus[]; readonly main: readonly ApiContainerStatus[] } {
  const last = init.at(-1);
  const lastEnd = last?.state?.terminated ?? last?.lastState?.terminated;
  const initialized = initContainers(pod).length === 0 || main.some(hasBegun) || lastEnd?.exitCode === 0;
  const furthest = Math.max(0, init.findLastIndex(hasBegun));
  return {
    init: init.map((status, index) => (index <= furthest ? asEnded(status) : status)),
    main: initialized ? main.map(asEnded) : main,
  };
}

function unseen(pod: Pod, container: AnyContainer, previous: ApiContainerStatus | undefined, waiting: ContainerState) {
  const base: ApiContainerStatus = {
    name: container.name,
    image: container.image ?? '',
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    state: waiting,
  };
  if (previous === undefined) return base;
  const restartCount = previous.restartCount;
  const lastState = previous.lastState ?? {};
  if (previous.state?.terminated)
    return { ...previous, ready: previous.ready && previous.state.terminated.exitCode === 0 };
  if (!previous.state?.running) return { ...base, restartCount, lastState };
  const lost = lostState(previous);
  if (restartPolicyOf(pod, container) === 'Never') return { ...previous, ready: false, started: false, state: lost };
  return { ...base, restartCount, lastState: lost };
}

function seen(
  container: AnyContainer,
  instances: readonly [ContainerStatus, ...ContainerStatus[]],
  previous: ApiContainerStatus | undefined,
  knowledge: ContainerKnowledge,
  waiting: ContainerState,
): ApiContainerStatus {
  const [newest, ...older] = instances;
  const restartCount = restartCountOf(newest);
  const before = older.find((each) => each.state === 'exited');
  const kept = previous?.restartCount === restartCount ? previous.lastState : undefined;
  const lastState = before
    ? terminatedState(before, knowledge.terminationMessage(before.id) || before.message)
    : (kept ?? {});
  return {
    name: container.name,
    image: newest.image || (container.image ?? ''),
    imageID: newest.imageRef,
    containerID: containerId(newest),
    ready: false,
    started: false,
    restartCount,
    state: stateOf(newest, knowledge, waiting),
    lastState,
    ...givenTo(container, newest, knowledge.actuated(newest.id)),
  };
}

/** The resources and mounts that the container has. */
function givenTo(
  { resources, volumeMounts }: AnyContainer,
  { recursiveReadOnlyPaths = [] }: ContainerStatus,
  actuated: ResourceRequirements | undefined,
): Partial<ApiContainerStatus> {
  const { requests, limits } = actuated ?? resources ?? {};
  const allocated = resources?.requests;
  return {
    ...(allocated ? { allocatedResources: allocated } : {}),
    ...(requests || limits ? { resources: { ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) } } : {}),
    ...(volumeMounts
      ? {
          volumeMounts: volumeMounts.map(({ name, mountPath, readOnly }) => ({
            name,
            mountPath,
            ...(readOnly
              ? { readOnly, recursiveReadOnly: recursiveReadOnlyPaths.includes(mountPath) ? 'Enabled' : 'Disabled' }
              : {}),
          })),
        }
      : {}),
  };
}

/** The status of a container that waits for its restart: the reason for the wait, with the last run in `lastState`. */
function withWaiting(
  pod: Pod,
  container: AnyContainer,
  newest: ContainerStatus | undefined,
  status: ApiContainerStatus,
  reason: WaitingReason | undefined,
): ApiContainerStatus {
  if (reason === undefined || !shouldRestart(pod, container, newest)) return status;
  const ended = status.state?.terminated;
  return {
    ...status,
    state: { waiting: { reason: reason.reason, ...(reason.message === '' ? {} : { message: reason.message }) } },
    lastState: ended ? { terminated: ended } : (status.lastState ?? {}),
  };
}

/** `ready` and `started`, by probes where there are some. */
function withReadiness(
  pod: Pod,
  container: AnyContainer,
  newest: ContainerStatus | undefined,
  status: ApiContainerStatus,
  previous: ApiContainerStatus | undefined,
  knowledge: ContainerKnowledge,
): ApiContainerStatus {
  const plainInit = !isSidecar(container) && initContainers(pod).some((each) => each.name === container.name);
  if (newest === undefined || !isRunning(newest) || !status.state?.running) {
    const ready = plainInit && status.state?.terminated?.exitCode === 0;
    return { ...status, ready, started: false };
  }
  if (plainInit) return { ...status, ready: false, started: true };
  // A kubelet that was restarted has not probed yet: what the API says of the same container still holds.
  const before = previous?.containerID === status.containerID ? previous : undefined;
  const startup = knowledge.startup(newest.id);
  const readiness = knowledge.readiness(newest.id);
  const started =
    startup === undefined ? container.startupProbe === undefined || before?.started === true : startup === 'success';
  const passes =
    readiness === undefined
      ? container.readinessProbe === undefined || before?.ready === true
      : readiness === 'success';
  const ready = started && passes;
  return { ...status, ready, started };
}

/** The statuses of `containers`, in their order. `previous` are those the API shows now. */
export function containerStatuses(
  pod: Pod,
  containers: readonly AnyContainer[],
  observed: ObservedPod,
  previous: readonly ApiContainerStatus[] | undefined,
  knowledge: ContainerKnowledge,
  waitingReason: 'ContainerCreating' | 'PodInitializing',
): readonly ApiContainerStatus[] {
  const waiting: ContainerState = { waiting: { reason: waitingReason } };
  return containers.map((container) => {
    const before = previous?.find((each) => each.name === container.name);
    const [newest, ...older] = instancesOf(observed, container.name);
    const status =
      newest === undefined
        ? unseen(pod, container, before, waiting)
        : seen(container, [newest, ...older], before, knowledge, waiting);
    const shown = withWaiting(pod, container, newest, status, knowledge.waiting(container.name));
    return withReadiness(pod, container, newest, shown, before, knowledge);
  });
}
