/** How long the termination messages of a pod may be together: its status must fit into the store. Pure. */
import type { ContainerState, ContainerStatus, Pod } from '@kubets/api';
import { allContainers } from '../pod/containers.ts';

/** Upstream's MaxPodTerminationMessageLogLength, shared evenly by all containers. */
const maxPodMessageBytes = 12 * 1024;

function cut(text: string, most: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= most) return text;
  let end = most;
  // Never within a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(bytes.subarray(0, end));
}

function limitedState(state: ContainerState | undefined, most: number): ContainerState | undefined {
  const message = state?.terminated?.message;
  if (!(state?.terminated && message)) return state;
  const shown = cut(message, most);
  return shown === message ? state : { ...state, terminated: { ...state.terminated, message: shown } };
}

/** The statuses of some of the pod's containers, with messages of the length that their number allows. */
export function limitMessages(pod: Pod, statuses: readonly ContainerStatus[]): readonly ContainerStatus[] {
  const most = Math.floor(maxPodMessageBytes / Math.max(1, allContainers(pod).length));
  return statuses.map((status) => {
    const [state, lastState] = [limitedState(status.state, most), limitedState(status.lastState, most)];
    return { ...status, ...(state ? { state } : {}), ...(lastState ? { lastState } : {}) };
  });
}
