/** Starts one container: image, configuration, creation, start, hook; each failure with its reason and its event. */
import type { Pod } from '@kubets/api';
import { messageOf } from '@kubets/base';
import { containerConfig } from '../config/container-config.ts';
import { environmentOf } from '../config/environment.ts';
import type { DownwardContext } from '../config/field-ref.ts';
import { runtimeHandlerOf, supportsRecursiveReadOnly } from '../config/runtime-handler.ts';
import { verifyRunAsNonRoot } from '../config/security.ts';
import { ImageError } from '../image/image-manager.ts';
import { crashLoopMessage } from '../pod/backoff.ts';
import type { AnyContainer } from '../pod/containers.ts';
import { containerHash } from '../pod/containers.ts';
import { identityOf, podFullName, podLogDirectory } from '../pod/keys.ts';
import { instancesOf, newestOf, type ObservedPod, restartCountOf } from '../pod/observed.ts';
import { HookError, runHook } from '../probes/run-probe.ts';
import type { ContainerConfig, ImageInfo, Sandbox, SandboxConfig } from '../runtime.ts';
import type { WaitingReason } from '../status/container-status.ts';
import { containerMounts } from '../volumes/container-mounts.ts';
import type { MountedVolumes } from '../volumes/pod-volumes.ts';
import { graceOf, killContainer } from './kill.ts';
import type { PodTools } from './tools.ts';

export interface StartInput {
  readonly pod: Pod;
  readonly container: AnyContainer;
  readonly sandbox: Sandbox;
  readonly sandboxConfig: SandboxConfig;
  readonly observed: ObservedPod;
  readonly volumes: MountedVolumes;
  readonly downward: DownwardContext;
}

export interface StartFailure extends WaitingReason {
  /** When to try again, milliseconds since the epoch; undefined: with the pod's next turn. */
  readonly retryAt?: number | undefined;
}

/** How often it was restarted, counting the start to come. */
function attemptOf({ pod, container, observed }: StartInput): number {
  const newest = newestOf(observed, container.name);
  if (newest) return restartCountOf(newest) + 1;
  const statuses = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.ephemeralContainerStatuses ?? []),
  ];
  const known = statuses.find(({ name }) => name === container.name);
  return known?.containerID || known?.lastState?.terminated ? known.restartCount + 1 : 0;
}

/**
 * A container that ended waits before its next start, longer each time. One that was killed just now (by its probes)
 * counts from its run before: the first kill is not delayed, but those that follow soon are.
 */
export function crashBackoff({ pod, container, observed }: StartInput, tools: PodTools): StartFailure | undefined {
  const ended = instancesOf(observed, container.name).find(({ state }) => state === 'exited');
  if (ended === undefined) return undefined;
  const key = `${pod.metadata?.uid}/${container.name}/${containerHash(container)}`;
  const now = tools.clock.now();
  const until = tools.restarts.until(key, ended.finishedAt, now);
  if (until === undefined) {
    tools.restarts.next(key, ended.finishedAt, now);
    return undefined;
  }
  const full = podFullName(identityOf(pod));
  const event = `Back-off restarting failed container ${container.name} in pod ${full}`;
  tools.event(pod, container.name, 'Warning', 'BackOff', event);
  const message = crashLoopMessage(tools.restarts.delay(key), container.name, full);
  return { reason: 'CrashLoopBackOff', message, retryAt: until };
}

async function configOf(
  input: StartInput,
  image: ImageInfo,
  attempt: number,
  tools: PodTools,
): Promise<ContainerConfig> {
  const { pod, container, downward, observed } = input;
  verifyRunAsNonRoot(pod, container, image);
  const { variables, skipped } = await environmentOf(container, downward, tools.objects);
  if (skipped.length > 0) {
    const message = `Keys [${skipped.join(', ')}] from the EnvFrom sources were skipped since they are considered invalid environment variable names.`;
    tools.event(pod, container.name, 'Warning', 'InvalidEnvironmentVariableNames', message);
  }
  const { host, paths, log } = tools;
  const env = new Map(variables.map(({ name, value }) => [name, value]));
  const handler = await runtimeHandlerOf(pod, tools.objects);
  const recursiveReadOnlySupported = supportsRecursiveReadOnly(tools.features(), handler);
  const { volumes } = input;
  const mounts = await containerMounts({
    pod,
    container,
    attempt,
    volumes,
    env,
    host,
    paths,
    log,
    recursiveReadOnlySupported,
  });
  const target = 'targetContainerName' in container ? container.targetContainerName : undefined;
  return containerConfig({
    pod,
    container,
    attempt,
    image,
    env: variables,
    mounts,
    nodeMemoryBytes: tools.facts.memoryBytes,
    pidTargetId: target === undefined ? undefined : newestOf(observed, target)?.id,
  });
}

/** The reason and message of what went wrong, after its event. */
function failed(input: StartInput, reason: string, error: unknown, tools: PodTools): StartFailure {
  const message = messageOf(error);
  tools.event(input.pod, input.container.name, 'Warning', 'Failed', `Error: ${message}`);
  return { reason, message };
}

async function postStart(
  input: StartInput,
  id: string,
  attempt: number,
  tools: PodTools,
): Promise<StartFailure | undefined> {
  const { pod, container, sandbox } = input;
  const hook = container.lifecycle?.postStart;
  if (hook === undefined) return undefined;
  const podIP = sandbox.ips[0] ?? '';
  const target = { container, containerId: id, podIP };
  try {
    await runHook(hook, target, { network: tools.host.network, runtime: tools.runtime, clock: tools.clock }, 120);
    return undefined;
  } catch (error) {
    if (!(error instanceof HookError)) throw error;
    tools.event(pod, container.name, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
    const status = { ...(await tools.runtime.containerStatus(id)), attempt };
    const order = { container: status, message: 'FailedPostStartHook', graceSeconds: graceOf(pod) };
    await killContainer(pod, order, podIP, tools);
    return { reason: 'PostStartHookError', message: 'PostStartHook failed' };
  }
}

/** After a failed pull the container is looked at again this soon, and then shows that it waits for the next one. */
const showBackoffAfterMs = 1000;

async function image(input: StartInput, tools: PodTools): Promise<ImageInfo | StartFailure> {
  const { pod, container, sandboxConfig } = input;
  try {
    return await tools.images.ensure(pod, container, sandboxConfig);
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    tools.event(pod, container.name, 'Warning', 'Failed', `Error: ${error.reason}`);
    const { reason, message } = error;
    const held = tools.images.retryAt(pod, container);
    const isFresh = reason === 'ErrImagePull' && held !== undefined;
    return { reason, message, retryAt: isFresh ? Math.min(held, tools.clock.now() + showBackoffAfterMs) : held };
  }
}

/** Undefined: it runs. */
export async function startContainer(input: StartInput, tools: PodTools): Promise<StartFailure | undefined> {
  const { pod, container, sandbox } = input;
  const found = await image(input, tools);
  if ('reason' in found) return found;
  const attempt = attemptOf(input);
  let config: ContainerConfig;
  try {
    config = await configOf(input, found, attempt, tools);
  } catch (error) {
    return failed(input, 'CreateContainerConfigError', error, tools);
  }
  let id: string;
  try {
    const logs = tools.host.files.below(podLogDirectory(tools.paths, identityOf(pod)));
    await logs.makeDirectory(container.name, 0o755);
    id = await tools.runtime.createContainer(sandbox.id, config, input.sandboxConfig);
    await tools.allocations.noteActuated(
      pod.metadata?.uid ?? '',
      { name: container.name, id },
      container.resources ?? {},
    );
  } catch (error) {
    return failed(input, 'CreateContainerError', error, tools);
  }
  tools.event(pod, container.name, 'Normal', 'Created', 'Container created');
  try {
    await tools.runtime.startContainer(id);
  } catch (error) {
    return failed(input, 'RunContainerError', error, tools);
  }
  tools.event(pod, container.name, 'Normal', 'Started', 'Container started');
  return postStart(input, id, attempt, tools);
}
