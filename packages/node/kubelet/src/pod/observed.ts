/** What the runtime shows of one pod. */
import type { ContainerStatus, Sandbox } from '@kubets/cri/runtime';
import { annotation } from './keys.ts';

export interface ObservedPod {
  /** Newest first. */
  readonly sandboxes: readonly Sandbox[];
  /** Newest first; those of earlier sandboxes too. */
  readonly containers: readonly ContainerStatus[];
}

export const nothingObserved: ObservedPod = { sandboxes: [], containers: [] };

/** The sandbox that counts: the newest, if it is ready. */
export function readySandbox(observed: ObservedPod): Sandbox | undefined {
  const newest = observed.sandboxes[0];
  return newest?.ready ? newest : undefined;
}

export const instancesOf = (observed: ObservedPod, name: string): readonly ContainerStatus[] =>
  observed.containers.filter((container) => container.name === name);

export const newestOf = (observed: ObservedPod, name: string): ContainerStatus | undefined =>
  observed.containers.find((container) => container.name === name);

export const isRunning = (container: ContainerStatus | undefined): boolean => container?.state === 'running';
export const succeeded = (container: ContainerStatus | undefined): boolean =>
  container?.state === 'exited' && container.exitCode === 0;

/** How often the container was restarted before this instance. */
export function restartCountOf(container: ContainerStatus): number {
  const noted = Number(container.annotations[annotation.restartCount]);
  return Number.isSafeInteger(noted) && noted >= 0 ? noted : container.attempt;
}

export const nothingRuns = (observed: ObservedPod): boolean =>
  !observed.containers.some(isRunning) && !observed.sandboxes.some((sandbox) => sandbox.ready);
