/** What the kubelet's server needs of the kubelet: its pods, and the runtime that runs them. */
import type { Pod } from '@kubets/api';
import type { Container, ContainerRuntime } from '../runtime.ts';

export interface KubeletBackend {
  readonly runtime: ContainerRuntime;
  /** A pod of this node; undefined when it has none of this name. */
  pod(namespace: string, name: string): Pod | undefined;
  pods(): readonly Pod[];
}

/** A container's newest run (or the one before it) among all that the runtime knows of a pod. */
export function pickContainer(
  containers: readonly Container[],
  name: string,
  previous: boolean,
): Container | undefined {
  const runs = containers
    .filter((each) => each.name === name)
    .sort((a, b) => b.attempt - a.attempt || b.createdAt - a.createdAt);
  return runs[previous ? 1 : 0];
}
