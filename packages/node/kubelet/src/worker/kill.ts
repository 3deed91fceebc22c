/** Ends containers and pods: hooks, grace, order, sandbox. */
import type { LifecycleHandler, Pod } from '@kubets/api';
import { messageOf } from '@kubets/base';
import { type AnyContainer, containerNamed, sidecars } from '../pod/containers.ts';
import { annotation } from '../pod/keys.ts';
import { isRunning, type ObservedPod, readySandbox } from '../pod/observed.ts';
import { runHook } from '../probes/run-probe.ts';
import type { ContainerStatus } from '../runtime.ts';
import type { PodTools } from './tools.ts';

/** However short the grace: nobody is killed without a chance to hear the signal. */
const leastGrace = 2;

/** Seconds a pod's containers have to end: what its deletion says, or its spec. */
export function graceOf(pod: Pod): number {
  return pod.metadata?.deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
}

/** The hook of a container, from its spec or, for an orphan, as noted on the container itself. */
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

export interface KillOrder {
  readonly container: ContainerStatus;
  /** For the Killing event. */
  readonly message: string;
  readonly graceSeconds: number;
}

async function runPreStop(pod: Pod, order: KillOrder, podIP: string, tools: PodTools): Promise<void> {
  const { container, graceSeconds } = order;
  const spec = containerNamed(pod, container.name);
  const hook = preStopOf(spec, container);
  if (hook === undefined || graceSeconds <= 0) return;
  const target = { container: spec ?? { name: container.name }, containerId: container.id, podIP };
  const network = tools.host.network;
  try {
    await runHook(hook, target, { network, runtime: tools.runtime, clock: tools.clock }, graceSeconds);
  } catch (error) {
    tools.log.debug('a preStop hook failed', { container: container.name, error: messageOf(error) });
    tools.event(pod, container.name, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
  }
}

/** Hook, stop signal, and after the grace the end. */
export async function killContainer(pod: Pod, order: KillOrder, podIP: string, tools: PodTools): Promise<void> {
  const { container, message, graceSeconds } = order;
  const begun = tools.clock.monotonic();
  tools.event(pod, container.name, 'Normal', 'Killing', message);
  await runPreStop(pod, order, podIP, tools);
  const spent = (tools.clock.monotonic() - begun) / 1000;
  const left = graceSeconds === 0 ? 0 : Math.max(leastGrace, Math.ceil(graceSeconds - spent));
  await tools.runtime.stopContainer(container.id, left);
}

/** Sidecars outlive the others: they end after them, the last started first, in what is left of the grace. */
async function killContainers(pod: Pod, observed: ObservedPod, graceSeconds: number, tools: PodTools): Promise<void> {
  const podIP = readySandbox(observed)?.ips[0] ?? '';
  const end = tools.clock.monotonic() + graceSeconds * 1000;
  const left = (): number =>
    Math.max(graceSeconds === 0 ? 0 : leastGrace, Math.ceil((end - tools.clock.monotonic()) / 1000));
  const running = observed.containers.filter((each) => isRunning(each) || each.state === 'unknown');
  const order = sidecars(pod).map(({ name }) => name);
  const kill = (container: ContainerStatus): Promise<void> =>
    killContainer(
      pod,
      { container, message: `Stopping container ${container.name}`, graceSeconds: left() },
      podIP,
      tools,
    );
  const mains = running.filter(({ name }) => !order.includes(name));
  const results = await Promise.allSettled(mains.map(kill));
  for (const name of order.toReversed())
    for (const container of running.filter((each) => each.name === name))
      results.push(...(await Promise.allSettled([kill(container)])));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

/** Ends everything of the pod that runs. Rejects when something would not end; then it is to be called again. */
export async function killPod(pod: Pod, observed: ObservedPod, graceSeconds: number, tools: PodTools): Promise<void> {
  await killContainers(pod, observed, graceSeconds, tools);
  for (const sandbox of observed.sandboxes) if (sandbox.ready) await tools.runtime.stopSandbox(sandbox.id);
  await tools.hostPorts(pod.metadata?.uid ?? '', []);
}
