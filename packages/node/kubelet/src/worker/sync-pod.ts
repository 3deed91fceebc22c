/** Brings a pod that is to run one step nearer to its spec: cgroup, volumes, sandbox, containers. */
import type { Pod } from '@kubets/api';
import { messageOf } from '@kubets/base';
import type { DownwardContext } from '../config/field-ref.ts';
import {
  hostNetworkHostsFile,
  hostsFile,
  kernelHostname,
  podHostname,
  podResolver,
} from '../config/names-and-hosts.ts';
import { refuseUserNamespace, runtimeHandlerOf } from '../config/runtime-handler.ts';
import { portMappings, sandboxConfig } from '../config/sandbox-config.ts';
import { type AnyContainer, containerNamed, isSidecar } from '../pod/containers.ts';
import { identityOf, podDirectory, podFullName, podLogDirectory } from '../pod/keys.ts';
import { type ObservedPod, readySandbox } from '../pod/observed.ts';
import { isIdle, type PodPlan, planPod } from '../pod/plan-pod.ts';
import { podCgroup } from '../pod/qos.ts';
import type { Sandbox, SandboxConfig } from '../runtime.ts';
import { VolumeError } from '../volumes/payload.ts';
import { commonUser, type MountedVolumes, mountVolumes } from '../volumes/pod-volumes.ts';
import { actuateResize } from './actuate-resize.ts';
import { graceOf, killContainer, killPod } from './kill.ts';
import { crashBackoff, type StartFailure, startContainer } from './start.ts';
import type { PodTools } from './tools.ts';

export interface SyncResult {
  /** Something was started or stopped: look again at once. */
  readonly changed: boolean;
  /** Failures by container, replacing what was known of those that were tried. */
  readonly failures: ReadonlyMap<string, StartFailure>;
  /** Containers that were tried. */
  readonly tried: readonly string[];
  /** The pod as a whole could not go on: an event told why. */
  readonly blocked: boolean;
}

function downwardContext(pod: Pod, podIPs: readonly string[], tools: PodTools): DownwardContext {
  const { nodeName, allocatable, facts } = tools;
  return { pod, nodeName, hostIPs: facts.addresses, podIPs, allocatable };
}

async function prepare(
  pod: Pod,
  observed: ObservedPod,
  podIPs: readonly string[],
  tools: PodTools,
): Promise<MountedVolumes> {
  const { host, paths, objects } = tools;
  const identity = identityOf(pod);
  await host.files.makeDirectory(podDirectory(paths, identity.uid), 0o750);
  await host.files.makeDirectory(podLogDirectory(paths, identity), 0o755);
  await host.cgroups.apply(podCgroup(tools.cgroupRoot, pod), tools.allocations.cgroupLimits(pod, observed));
  const context = {
    downward: downwardContext(pod, podIPs, tools),
    objects,
    fsUser: commonUser(pod),
    fsGroup: pod.spec?.securityContext?.fsGroup,
  };
  return mountVolumes(pod, context, tools);
}

async function writeHosts(pod: Pod, podIPs: readonly string[], tools: PodTools): Promise<void> {
  const text = pod.spec?.hostNetwork
    ? hostNetworkHostsFile(pod, await tools.host.hostsFile())
    : hostsFile(pod, podIPs, podHostname(pod, tools.cluster.domain));
  const files = tools.host.files.below(podDirectory(tools.paths, pod.metadata?.uid ?? ''));
  const bytes = new TextEncoder().encode(text);
  // Containers may have made it any size.
  const stands = await files.readTail('etc-hosts', bytes.length + 1);
  if (stands !== undefined && new TextDecoder().decode(stands) === text) return;
  await files.write('etc-hosts', bytes, 0o644);
}

async function configOf(pod: Pod, attempt: number, isNew: boolean, tools: PodTools): Promise<SandboxConfig> {
  const resolver = podResolver(pod, await tools.host.resolver(), tools.cluster);
  if (resolver.clusterDnsMissing && isNew) {
    const why = 'kubelet does not have ClusterDNS IP configured and cannot create Pod using "ClusterFirst" policy';
    const message = `pod: "${podFullName(identityOf(pod))}". ${why}. Falling back to "Default" policy.`;
    tools.event(pod, '', 'Warning', 'MissingClusterDNS', message);
  }
  return sandboxConfig({
    pod,
    attempt,
    hostname: kernelHostname(pod, podHostname(pod, tools.cluster.domain)),
    dns: resolver.config,
    cgroupParent: podCgroup(tools.cgroupRoot, pod),
    paths: tools.paths,
  });
}

async function createSandbox(pod: Pod, config: SandboxConfig, tools: PodTools): Promise<Sandbox | undefined> {
  try {
    const handler = await runtimeHandlerOf(pod, tools.objects);
    refuseUserNamespace(pod, handler);
    const id = await tools.runtime.runSandbox(config, handler);
    const sandbox = await tools.runtime.sandboxStatus(id);
    await bindHostPorts(pod, sandbox, tools);
    return sandbox;
  } catch (error) {
    const message = `Failed to create pod sandbox: ${messageOf(error)}`;
    tools.event(pod, '', 'Warning', 'FailedCreatePodSandBox', message);
    return undefined;
  }
}

/** Tells the network which host ports lead to the pod now. */
export async function bindHostPorts(pod: Pod, sandbox: Sandbox | undefined, tools: PodTools): Promise<void> {
  const [podIP] = sandbox?.ips ?? [];
  const ports = podIP === undefined ? [] : portMappings(pod).filter((port) => port.hostPort > 0);
  await tools.hostPorts(
    pod.metadata?.uid ?? '',
    ports.map((port) => ({ ...port, podIP: podIP ?? '' })),
  );
}

async function killPlanned(pod: Pod, plan: PodPlan, sandbox: Sandbox | undefined, tools: PodTools): Promise<void> {
  for (const { container, message, reason } of plan.kill) {
    const spec = containerNamed(pod, container.name);
    const probe = {
      liveness: spec?.livenessProbe,
      startup: spec?.startupProbe,
      changed: undefined,
      unknown: undefined,
    };
    const graceSeconds = probe[reason]?.terminationGracePeriodSeconds ?? graceOf(pod);
    await killContainer(pod, { container, message, graceSeconds }, sandbox?.ips[0] ?? '', tools);
  }
}

interface Starting {
  readonly pod: Pod;
  readonly plan: PodPlan;
  readonly observed: ObservedPod;
  readonly sandbox: Sandbox;
  readonly config: SandboxConfig;
  readonly volumes: MountedVolumes;
}

async function startPlanned(starting: Starting, tools: PodTools): Promise<SyncResult> {
  const { pod, plan, sandbox } = starting;
  const downward = downwardContext(pod, sandbox.ips.length > 0 ? sandbox.ips : tools.facts.addresses, tools);
  const failures = new Map<string, StartFailure>();
  const tried: string[] = [];
  const start = async (container: AnyContainer): Promise<boolean> => {
    const input = { ...starting, sandboxConfig: starting.config, container, downward };
    tried.push(container.name);
    const failure = crashBackoff(input, tools) ?? (await startContainer(input, tools));
    if (failure) failures.set(container.name, failure);
    return failure === undefined;
  };
  for (const container of plan.startEphemeral) await start(container);
  let held = false;
  for (const container of plan.startInit) {
    if (held) break;
    held = !(await start(container)) && !isSidecar(container);
  }
  if (!held) for (const container of plan.start) await start(container);
  return { changed: tried.length > failures.size, failures, tried, blocked: false };
}

const blockedResult: SyncResult = { changed: false, failures: new Map(), tried: [], blocked: true };

/** Rejects only when the runtime or the host does; everything a user can cause is in the result and in events. */
export async function syncPod(pod: Pod, observed: ObservedPod, tools: PodTools): Promise<SyncResult> {
  const before = readySandbox(observed);
  let volumes: MountedVolumes;
  try {
    volumes = await prepare(pod, observed, before?.ips ?? [], tools);
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    for (const message of error.message.split('; MountVolume')) {
      const whole = message.startsWith('MountVolume') ? message : `MountVolume${message}`;
      tools.event(pod, '', 'Warning', 'FailedMount', whole);
    }
    return blockedResult;
  }
  const resized = await actuateResize(pod, observed, tools);
  const plan = planPod(pod, observed, {
    liveness: (id) => tools.prober.verdict('liveness', id),
    startup: (id) => tools.prober.verdict('startup', id),
  });
  const idle: SyncResult = { changed: resized, failures: new Map(), tried: [], blocked: false };
  if (isIdle(plan)) return idle;
  if (plan.killPod) {
    if (plan.createSandbox && before === undefined && observed.sandboxes.length > 0)
      tools.event(pod, '', 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    await killPod(pod, observed, graceOf(pod), tools);
    if (!plan.createSandbox) return idle;
  } else await killPlanned(pod, plan, before, tools);
  const attempt = plan.createSandbox ? plan.attempt : (before?.attempt ?? 0);
  const config = await configOf(pod, attempt, plan.createSandbox, tools);
  const sandbox = plan.createSandbox ? await createSandbox(pod, config, tools) : before;
  if (sandbox === undefined) return blockedResult;
  await writeHosts(pod, sandbox.ips, tools);
  const result = await startPlanned({ pod, plan, observed, sandbox, config, volumes }, tools);
  return { ...result, changed: result.changed || resized || plan.createSandbox || plan.kill.length > 0 };
}
