/** Carries out a resize that the node has granted: running containers get the resources that are allocated to them. */
import type { Pod } from '@kubets/api';
import { amountsOf } from '@kubets/api/scheduling-rules';
import { deepEqual, messageOf } from '@kubets/base';
import type { ContainerRuntime } from '@kubets/cri/runtime';
import type { Cgroups } from '../host/host.ts';
import { initContainers, isSidecar, mainContainers } from '../pod/containers.ts';
import { isRunning, newestOf, type ObservedPod } from '../pod/observed.ts';
import { containerResources, podCgroup } from '../pod/qos.ts';
import type { Allocations } from './allocations.ts';

export interface ResizeDependencies {
  readonly allocations: Pick<Allocations, 'actuated' | 'noteActuated' | 'failed'>;
  readonly runtime: Pick<ContainerRuntime, 'updateContainerResources'>;
  readonly cgroups: Pick<Cgroups, 'memoryBytes'>;
  readonly cgroupRoot: string;
  readonly nodeMemoryBytes: number;
}

/** A memory limit below the current usage would kill the container. */
async function memoryProblem(
  pod: Pod,
  container: { readonly name: string; readonly id: string },
  limit: number | undefined,
  { cgroups, cgroupRoot }: ResizeDependencies,
): Promise<string | undefined> {
  if (limit === undefined) return undefined;
  const used = await cgroups.memoryBytes(`${podCgroup(cgroupRoot, pod)}/${container.id}`);
  if (used === undefined || used <= limit) return undefined;
  return `attempting to set container ${JSON.stringify(container.name)} memory limit (${limit}) below current usage (${used})`;
}

/** `pod`: with its allocated resources. True when some container was changed. What fails is noted for the pod's status. */
export async function actuateResize(
  pod: Pod,
  observed: ObservedPod,
  dependencies: ResizeDependencies,
): Promise<boolean> {
  const uid = pod.metadata?.uid ?? '';
  const { allocations, runtime, nodeMemoryBytes } = dependencies;
  const failures: string[] = [];
  let changed = false;
  for (const container of [...initContainers(pod).filter(isSidecar), ...mainContainers(pod)]) {
    const newest = newestOf(observed, container.name);
    if (newest === undefined || !isRunning(newest)) continue;
    const wanted = container.resources ?? {};
    if (deepEqual(allocations.actuated(uid, newest.id), wanted)) continue;
    try {
      const problem = await memoryProblem(pod, newest, amountsOf(wanted.limits).get('memory'), dependencies);
      if (problem !== undefined) {
        failures.push(problem);
        continue;
      }
      await runtime.updateContainerResources(newest.id, containerResources(pod, container, nodeMemoryBytes));
      await allocations.noteActuated(uid, newest, wanted);
      changed = true;
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  allocations.failed(uid, failures.length === 0 ? undefined : failures.join('; '));
  return changed;
}
