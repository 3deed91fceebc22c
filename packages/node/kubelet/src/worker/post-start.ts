/** Runs the postStart hook of a container that has just started. */
import type { Clock } from '@kubets/base';
import type { ContainerRuntime } from '@kubets/cri/runtime';
import type { ProbeNetwork } from '../host/host.ts';
import type { RecordPodEvent } from '../pod/record-event.ts';
import { HookError, runHook } from '../probes/run-probe.ts';
import { graceOf, type PodKiller } from './kill-pod.ts';
import type { StartFailure } from './pod-record.ts';
import type { StartInput } from './start-input.ts';

/** How long the hook may take. */
const postStartTimeoutSeconds = 120;

/** Undefined: there is no hook, or it succeeded. Where it fails the container is killed. */
export type RunPostStart = (
  input: StartInput,
  containerId: string,
  attempt: number,
) => Promise<StartFailure | undefined>;

export interface PostStartDependencies {
  readonly runtime: Pick<ContainerRuntime, 'containerStatus' | 'execSync'>;
  readonly network: ProbeNetwork;
  readonly clock: Clock;
  readonly killer: Pick<PodKiller, 'killContainer'>;
  readonly recordEvent: RecordPodEvent;
}

export function createRunPostStart(dependencies: PostStartDependencies): RunPostStart {
  const { runtime, killer, recordEvent } = dependencies;
  return async ({ pod, container, sandbox }, containerId, attempt) => {
    const hook = container.lifecycle?.postStart;
    if (hook === undefined) return undefined;
    const podIP = sandbox.ips[0] ?? '';
    try {
      await runHook(hook, { container, containerId, podIP }, dependencies, postStartTimeoutSeconds);
      return undefined;
    } catch (error) {
      if (!(error instanceof HookError)) throw error;
      recordEvent(pod, container.name, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
      const status = { ...(await runtime.containerStatus(containerId)), attempt };
      const order = { container: status, message: 'FailedPostStartHook', graceSeconds: graceOf(pod) };
      await killer.killContainer(pod, order, podIP);
      return { reason: 'PostStartHookError', message: 'PostStartHook failed' };
    }
  };
}
