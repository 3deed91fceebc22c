/**
 * In-place resize: whether a node has room for what a running pod asks for now, and what follows for the kernel. Pure.
 * `Desired` is what the spec says, `allocated` what the node has granted, `actuated` what a container's cgroup was given.
 */
import type { Container, Node, Pod, ResourceRequirements } from '@kubets/api';
import { amountsOf, podRequests } from '@kubets/api/scheduling-rules';
import { deepEqual } from '@kubets/base';
import type { CgroupLimits } from '../host/host.ts';
import { admitPod } from './admit-pod.ts';
import { initContainers, mainContainers } from './containers.ts';

/** By container name; '' is the pod as a whole. */
export type PodResources = Readonly<Record<string, ResourceRequirements>>;

export interface PendingResize {
  /** Deferred: there may be room later. Infeasible: never on this node. */
  readonly reason: 'Deferred' | 'Infeasible';
  readonly message: string;
}

export function resourcesOf(pod: Pod): PodResources {
  const containers = [...initContainers(pod), ...mainContainers(pod)];
  return Object.fromEntries([
    ...(pod.spec?.resources ? [['', pod.spec.resources] as const] : []),
    ...containers.map(({ name, resources }) => [name, resources ?? {}] as const),
  ]);
}

/** The pod with other resources; a container that they do not name keeps its own. */
export function withResources(pod: Pod, resources: PodResources): Pod {
  if (pod.spec === undefined) return pod;
  const replaced = (container: Container): Container => {
    const own = Object.hasOwn(resources, container.name) ? resources[container.name] : undefined;
    return own === undefined || deepEqual(own, container.resources ?? {})
      ? container
      : { ...container, resources: own };
  };
  const { initContainers: init, containers, ...spec } = pod.spec;
  return {
    ...pod,
    spec: {
      ...spec,
      ...(init === undefined ? {} : { initContainers: init.map(replaced) }),
      containers: containers.map(replaced),
      ...(resources[''] === undefined ? {} : { resources: resources[''] }),
    },
  };
}

/** Why the node does not grant what the pod asks for; undefined when it does. `others`: as they are allocated. */
export function resizeProblem(desired: Pod, node: Node, others: readonly Pod[]): PendingResize | undefined {
  const requests = podRequests(desired);
  const allocatable = amountsOf(node.status?.allocatable);
  for (const name of ['memory', 'cpu']) {
    const [requested, capacity] = [requests.get(name) ?? 0, allocatable.get(name) ?? 0];
    if (requested <= capacity) continue;
    const numbers = `${name}, requested: ${requested}, capacity: ${capacity}`;
    return { reason: 'Infeasible', message: `Node didn't have enough capacity: ${numbers}` };
  }
  const rejection = admitPod(desired, node, others);
  return rejection && { reason: 'Deferred', message: rejection.message.replace(/^Pod was rejected: /, '') };
}

const larger = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : Math.max(a, b);

/** Limits that hold both: a pod's cgroup is raised before its containers', and lowered after them. */
export function largerLimits(a: CgroupLimits, b: CgroupLimits): CgroupLimits {
  const cpuQuota = larger(a.cpuQuota, b.cpuQuota);
  const memoryBytes = larger(a.memoryBytes, b.memoryBytes);
  return {
    cpuShares: Math.max(a.cpuShares ?? 0, b.cpuShares ?? 0),
    ...(cpuQuota === undefined ? {} : { cpuQuota }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}
