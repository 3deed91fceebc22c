/** Stops containers and pods: hooks, grace period, order, sandbox. */
import type { LifecycleHandler, Pod } from '@kubets/api';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import type { ContainerRuntime, ContainerStatus } from '@kubets/cri/runtime';
import type { ProbeNetwork } from '../host/host.ts';
import { type AnyContainer, containerNamed, sidecars } from '../pod/containers.ts';
import { annotation } from '../pod/keys.ts';
import { isRunning, type ObservedPod, readySandbox } from '../pod/observed.ts';
import type { RecordPodEvent } from '../pod/record-event.ts';
import { runHook } from '../probes/run-probe.ts';
import type { HostPorts } from './host-ports.ts';

/** The minimum time between the stop signal and the kill, however short the grace period is. */
const minGraceSeconds = 2;

/** The grace period in seconds: that of the deletion, otherwise that of the spec. */
export function graceOf(pod: Pod): number {
  return pod.metadata?.deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
}

export interface KillOrder {
  readonly container: ContainerStatus;
  /** For the Killing event. */
  readonly message: string;
  readonly graceSeconds: number;
}

export interface PodKiller {
  /** Runs the preStop hook, sends the stop signal, and kills the container after the grace period. */
  killContainer(pod: Pod, order: KillOrder, podIP: string): Promise<void>;
  /** Stops everything of the pod that runs. Rejects if something does not stop; the caller retries. */
  killPod(pod: Pod, observed: ObservedPod, graceSeconds: number): Promise<void>;
}

export interface KillDependencies {
  readonly runtime: Pick<ContainerRuntime, 'execSync' | 'stopContainer' | 'stopSandbox'>;
  readonly network: ProbeNetwork;
  readonly hostPorts: Pick<HostPorts, 'release'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly recordEvent: RecordPodEvent;
}

export function createPodKiller(dependencies: KillDependencies): PodKiller {
  return {
    killContainer: (pod, order, podIP) => killContainer(pod, order, podIP, dependencies),
    killPod: (pod, observed, graceSeconds) => killPod(pod, observed, graceSeconds, dependencies),
  };
}

/** The hook of a container, from its spec or, for a pod without one, as noted on the container itself. */
function preStopOf(spec: AnyContainer | undefined, container: ContainerStatus): LifecycleHandler | undefined {
  if (spec) return spec.lifecycle?.preStop;
  const noted = container.annotations[annotation.preStop];
  if (noted === undefined) return undefined;
  try {
    return JSON.parse(noted) as LifecycleHandler;
  } catch {
    return undefined;
  }
}

async function runPreStop(pod: Pod, order: KillOrder, podIP: string, dependencies: KillDependencies): Promise<void> {
  const { container, graceSeconds } = order;
  const { log, recordEvent } = dependencies;
  const spec = containerNamed(pod, container.name);
  const hook = preStopOf(spec, container);
  if (hook === undefined || graceSeconds <= 0) return;
  const target = { container: spec ?? { name: container.name }, containerId: container.id, podIP };
  try {
    await runHook(hook, target, dependencies, graceSeconds);
  } catch (error) {
    log.debug('a preStop hook failed', { container: container.name, error: messageOf(error) });
    recordEvent(pod, container.name, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
  }
}

async function killContainer(pod: Pod, order: KillOrder, podIP: string, dependencies: KillDependencies): Promise<void> {
  const { container, message, graceSeconds } = order;
  const { clock, runtime, recordEvent } = dependencies;
  const beganAt = clock.monotonic();
  recordEvent(pod, container.name, 'Normal', 'Killing', message);
  await runPreStop(pod, order, podIP, dependencies);
  const spentSeconds = (clock.monotonic() - beganAt) / 1000;
  const leftSeconds = graceSeconds === 0 ? 0 : Math.max(minGraceSeconds, Math.ceil(graceSeconds - spentSeconds));
  await runtime.stopContainer(container.id, leftSeconds);
}

/** Sidecars outlive the others: they stop after them, the last started first, in what is left of the grace period. */
async function killContainers(
  pod: Pod,
  observed: ObservedPod,
  graceSeconds: number,
  dependencies: KillDependencies,
): Promise<void> {
  const { clock } = dependencies;
  const podIP = readySandbox(observed)?.ips[0] ?? '';
  const endsAt = clock.monotonic() + graceSeconds * 1000;
  const leftSeconds = (): number =>
    Math.max(graceSeconds === 0 ? 0 : minGraceSeconds, Math.ceil((endsAt - clock.monotonic()) / 1000));
  const running = observed.containers.filter((each) => isRunning(each) || each.state === 'unknown');
  const order = sidecars(pod).map(({ name }) => name);
  const kill = (container: ContainerStatus): Promise<void> => {
    const message = `Stopping container ${container.name}`;
    return killContainer(pod, { container, message, graceSeconds: leftSeconds() }, podIP, dependencies);
  };
  const mains = running.filter(({ name }) => !order.includes(name));
  const results = await Promise.allSettled(mains.map(kill));
  for (const name of order.toReversed())
    for (const container of running.filter((each) => each.name === name))
      results.push(...(await Promise.allSettled([kill(container)])));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

async function killPod(
  pod: Pod,
  observed: ObservedPod,
  graceSeconds: number,
  dependencies: KillDependencies,
): Promise<void> {
  await killContainers(pod, observed, graceSeconds, dependencies);
  for (const sandbox of observed.sandboxes) if (sandbox.ready) await dependencies.runtime.stopSandbox(sandbox.id);
  await dependencies.hostPorts.release(pod.metadata?.uid ?? '');
}
