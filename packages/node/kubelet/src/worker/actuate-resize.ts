/** Carries out a resize that the node has granted: running containers get the resources that are allocated to them. */
import { amountsOf, type Pod } from '@kubets/api';
import { deepEqual, messageOf } from '@kubets/base';
import { initContainers, isSidecar, mainContainers } from '../pod/containers.ts';
import { isRunning, newestOf, type ObservedPod } from '../pod/observed.ts';
import { containerResources, podCgroup } from '../pod/qos.ts';
import type { PodTools } from './tools.ts';

/** A memory limit below what is in use would end the container instead of resizing it. */
async function memoryProblem(
  pod: Pod,
  container: { readonly name: string; readonly id: string },
  limit: number | undefined,
  tools: PodTools,
): Promise<string | undefined> {
  if (limit === undefined) return undefined;
  const used = await tools.host.cgroups.memoryBytes(`${podCgroup(tools.cgroupRoot, pod)}/${container.id}`);
  if (used === undefined || used <= limit) return undefined;
  return `attempting to set container ${JSON.stringify(container.name)} memory limit (${limit}) below current usage (${used})`;
}

/** `pod`: with its allocated resources. True when some container was changed. What fails is noted for the pod's status. */
export async function actuateResize(pod: Pod, observed: ObservedPod, tools: PodTools): Promise<boolean> {
  const uid = pod.metadata?.uid ?? '';
  const { allocations, runtime, facts } = tools;
  const failures: string[] = [];
  let changed = false;
  for (const container of [...initContainers(pod).filter(isSidecar), ...mainContainers(pod)]) {
    const newest = newestOf(observed, container.name);
    if (newest === undefined || !isRunning(newest)) continue;
    const wanted = container.resources ?? {};
    if (deepEqual(allocations.actuated(uid, newest.id), wanted)) continue;
    try {
      const problem = await memoryProblem(pod, newest, amountsOf(wanted.limits).get('memory'), tools);
      if (problem !== undefined) {
        failures.push(problem);
        continue;
      }
      await runtime.updateContainerResources(newest.id, containerResources(pod, container, facts.memoryBytes));
      await allocations.noteActuated(uid, newest, wanted);
      changed = true;
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  allocations.failed(uid, failures.length === 0 ? undefined : failures.join('; '));
  return changed;
}
