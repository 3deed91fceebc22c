/** The pod conditions that the kubelet owns, with upstream's reasons and messages. Pure; shared with simulated nodes. */
import type { ContainerStatus, Pod, PodCondition } from '@kubets/api';
import { initContainers, isSidecar, mainContainers } from '../pod/containers.ts';
import type { PendingResize } from '../pod/resize.ts';
import type { PodPhase } from './phase.ts';

export const kubeletConditions: ReadonlySet<string> = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
  'PodResizePending',
  'PodResizeInProgress',
]);

type ComputedCondition = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>;

type Statuses = readonly ContainerStatus[];

const named = (statuses: Statuses, name: string): ContainerStatus | undefined =>
  statuses.find((status) => status.name === name);

const list = (names: readonly string[]): string => `[${names.join(' ')}]`;

function initialized(pod: Pod, init: Statuses, main: Statuses, phase: PodPhase): ComputedCondition {
  const type = 'Initialized';
  const begun = main.some(
    (status) => status.state?.running ?? status.state?.terminated ?? status.lastState?.terminated,
  );
  const through = (name: string, sidecar: boolean): boolean => {
    const status = named(init, name);
    return sidecar ? (status?.started ?? false) : status?.state?.terminated?.exitCode === 0;
  };
  const known = initContainers(pod).filter((container) => named(init, container.name) !== undefined);
  const incomplete = known
    .filter((container) => !through(container.name, isSidecar(container)))
    .map(({ name }) => name);
  if (phase === 'Succeeded') return { type, status: 'True', reason: 'PodCompleted' };
  if (begun || incomplete.length === 0) return { type, status: 'True' };
  const message = `containers with incomplete status: ${list(incomplete)}`;
  return { type, status: 'False', reason: 'ContainersNotInitialized', message };
}

function containersReady(pod: Pod, init: Statuses, main: Statuses, phase: PodPhase): ComputedCondition {
  const type = 'ContainersReady';
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  const expected = [...initContainers(pod).filter(isSidecar), ...mainContainers(pod)].map(({ name }) => ({
    name,
    status: named(init, name) ?? named(main, name),
  }));
  const unknown = expected.filter(({ status }) => status === undefined).map(({ name }) => name);
  const unready = expected.filter(({ status }) => status !== undefined && !status.ready).map(({ name }) => name);
  const messages = [
    ...(unknown.length === 0 ? [] : [`containers with unknown status: ${list(unknown)}`]),
    ...(unready.length === 0 ? [] : [`containers with unready status: ${list(unready)}`]),
  ];
  if (messages.length === 0) return { type, status: 'True' };
  return { type, status: 'False', reason: 'ContainersNotReady', message: messages.join(', ') };
}

function ready(pod: Pod, containers: ComputedCondition): ComputedCondition {
  if (containers.status !== 'True') return { ...containers, type: 'Ready' };
  const messages = (pod.spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (condition === undefined)
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    if (condition.status === 'True') return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });
  if (messages.length === 0) return { type: 'Ready', status: 'True' };
  return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}

/** The state of an in-place resize: why it is pending, and why it failed. */
export interface ResizeState {
  readonly pending: PendingResize | undefined;
  readonly failure: string | undefined;
}

/** Present only while a resize is not complete. */
function resizeConditions({ pending, failure }: ResizeState): readonly ComputedCondition[] {
  return [
    ...(pending ? [{ type: 'PodResizePending', status: 'True' as const, ...pending }] : []),
    ...(failure === undefined
      ? []
      : [{ type: 'PodResizeInProgress', status: 'True' as const, reason: 'Error', message: failure }]),
  ];
}

export interface ConditionInput {
  readonly pod: Pod;
  readonly init: Statuses;
  readonly main: Statuses;
  readonly phase: PodPhase;
  /** Whether the sandbox is there, with its network. */
  readonly sandboxReady: boolean;
  readonly resize?: ResizeState;
  /** For `lastTransitionTime`. */
  readonly time: string;
}

/** All conditions: the computed ones of the kubelet, then those of other components, unchanged. */
export function conditionsOf({
  pod,
  init,
  main,
  phase,
  sandboxReady,
  time,
  resize,
}: ConditionInput): readonly PodCondition[] {
  const containers = containersReady(pod, init, main, phase);
  const computedConditions: readonly ComputedCondition[] = [
    { type: 'PodReadyToStartContainers', status: sandboxReady ? 'True' : 'False' },
    initialized(pod, init, main, phase),
    ready(pod, containers),
    containers,
    { type: 'PodScheduled', status: 'True' },
    ...(resize ? resizeConditions(resize) : []),
  ];
  const before = pod.status?.conditions ?? [];
  const generation = pod.metadata?.generation;
  const own = computedConditions.map((computed): PodCondition => {
    const old = before.find(({ type }) => type === computed.type);
    const lastTransitionTime = old?.status === computed.status ? (old.lastTransitionTime ?? time) : time;
    return {
      ...computed,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      lastTransitionTime,
    };
  });
  return [...own, ...before.filter(({ type }) => !kubeletConditions.has(type))];
}
