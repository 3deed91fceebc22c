/** What the kubelet's server needs of the kubelet: its pods, and the runtime that runs them. */
import type { Pod, PodStatus } from '@kubets/api';
import type { Container, ContainerRuntime } from '@kubets/cri/runtime';

export interface KubeletBackend {
  readonly runtime: ContainerRuntime;
  /** A pod of this node; undefined when it has none of this name. */
  pod(namespace: string, name: string): Pod | undefined;
  pods(): readonly Pod[];
  /** The pod's status as the kubelet knows it, which may be newer than what the API shows. */
  statusOf(pod: Pod): PodStatus;
  /** The directory that all containers' logs are in. */
  readonly logDir: string;
}

/** A container's newest run among all that the runtime knows of a pod. */
export function pickContainer(containers: readonly Container[], name: string): Container | undefined {
  const runs = containers
    .filter((each) => each.name === name)
    .sort((a, b) => b.attempt - a.attempt || b.createdAt - a.createdAt);
  return runs[0];
}
