/** Whether one container must be killed or restarted. Pure. */
import type { Pod } from '@kubets/api';
import type { ContainerStatus } from '@kubets/cri/runtime';
import { type AnyContainer, containerHash, restartPolicyOf } from './containers.ts';
import { annotation } from './keys.ts';
import { isRunning } from './observed.ts';

export type ProbeResult = 'success' | 'failure' | 'unknown';

/** What the probes last said of a running container; `undefined` where there is no such probe. */
export interface ProbeResults {
  liveness(containerId: string): ProbeResult | undefined;
  startup(containerId: string): ProbeResult | undefined;
}

export interface ContainerToKill {
  readonly container: ContainerStatus;
  readonly message: string;
  readonly reason: 'changed' | 'liveness' | 'startup' | 'unknown';
}

/** Whether a container that is not running must be started. */
export function shouldRestart(pod: Pod, container: AnyContainer, status: ContainerStatus | undefined): boolean {
  if (pod.metadata?.deletionTimestamp) return false;
  if (status === undefined) return true;
  if (isRunning(status)) return false;
  if (status.state !== 'exited') return true;
  const policy = restartPolicyOf(pod, container);
  return policy === 'Always' || (policy === 'OnFailure' && status.exitCode !== 0);
}

/** Why a running container must be replaced; undefined when it is fine. */
export function reasonToKill(
  container: AnyContainer,
  status: ContainerStatus,
  probes: ProbeResults,
): ContainerToKill | undefined {
  const hash = status.annotations[annotation.hash];
  if (hash !== undefined && hash !== containerHash(container))
    return { container: status, reason: 'changed', message: `Container ${container.name} definition changed` };
  if (probes.liveness(status.id) === 'failure')
    return { container: status, reason: 'liveness', message: `Container ${container.name} failed liveness probe` };
  if (probes.startup(status.id) === 'failure')
    return { container: status, reason: 'startup', message: `Container ${container.name} failed startup probe` };
  return undefined;
}
