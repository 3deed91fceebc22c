/** Brings a pod that is to run one step nearer to its spec: cgroup, volumes, sandbox, containers. */
import type { Pod } from '@kubets/api';
import type { Sandbox, SandboxConfig } from '@kubets/cri/runtime';
import type { NodeDownward } from '../cri-config/field-ref.ts';
import type { ProbeResults } from '../pod/container-decisions.ts';
import { type AnyContainer, containerNamed, isSidecar } from '../pod/containers.ts';
import { type ObservedPod, readySandbox } from '../pod/observed.ts';
import { isIdle, type PodPlan, planPod } from '../pod/plan-pod.ts';
import type { RecordPodEvent } from '../pod/record-event.ts';
import type { MountedVolumes } from '../volumes/pod-volumes.ts';
import { graceOf, type PodKiller } from './kill-pod.ts';
import type { StartFailure } from './pod-record.ts';
import type { PodSandboxes } from './pod-sandbox.ts';
import type { PreparePod } from './prepare-pod.ts';
import type { StartContainer } from './start-container.ts';
import type { StartInput } from './start-input.ts';

export interface SyncResult {
  /** Something was started or stopped. */
  readonly changed: boolean;
  /** Failures by container, replacing what was known of those that were tried. */
  readonly failures: ReadonlyMap<string, StartFailure>;
  /** Containers that were to be started. */
  readonly tried: readonly string[];
  /** The pod as a whole could not be synced; an event was recorded. */
  readonly blocked: boolean;
}

export interface SyncDependencies {
  readonly prepare: PreparePod;
  /** True when some container got other resources. */
  readonly resize: (pod: Pod, observed: ObservedPod) => Promise<boolean>;
  readonly probes: ProbeResults;
  readonly killer: PodKiller;
  readonly sandboxes: PodSandboxes;
  readonly crashBackoff: (input: StartInput) => StartFailure | undefined;
  readonly start: StartContainer;
  readonly node: NodeDownward;
  readonly recordEvent: RecordPodEvent;
}

async function killPlanned(pod: Pod, plan: PodPlan, sandbox: Sandbox | undefined, killer: PodKiller): Promise<void> {
  for (const { container, message, reason } of plan.kill) {
    const spec = containerNamed(pod, container.name);
    const probe = {
      liveness: spec?.livenessProbe,
      startup: spec?.startupProbe,
      changed: undefined,
      unknown: undefined,
    };
    const graceSeconds = probe[reason]?.terminationGracePeriodSeconds ?? graceOf(pod);
    await killer.killContainer(pod, { container, message, graceSeconds }, sandbox?.ips[0] ?? '');
  }
}

interface Starting {
  readonly pod: Pod;
  readonly plan: PodPlan;
  readonly observed: ObservedPod;
  readonly sandbox: Sandbox;
  readonly sandboxConfig: SandboxConfig;
  readonly volumes: MountedVolumes;
  readonly signal: AbortSignal;
}

/** A start that was cancelled is no failure of the container. */
async function unlessCancelled<T>(starting: Promise<T>, signal: AbortSignal): Promise<T | 'cancelled'> {
  try {
    return await starting;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    return 'cancelled';
  }
}

async function startPlanned(
  starting: Starting,
  { crashBackoff, start, node }: Pick<SyncDependencies, 'crashBackoff' | 'start' | 'node'>,
): Promise<SyncResult> {
  const { pod, plan, sandbox, signal } = starting;
  const downward = { ...node, pod, podIPs: sandbox.ips.length > 0 ? sandbox.ips : node.hostIPs };
  const failures = new Map<string, StartFailure>();
  const tried: string[] = [];
  const tryToStart = async (container: AnyContainer): Promise<boolean> => {
    if (signal.aborted) return false;
    const input = { ...starting, container, downward };
    const failure = crashBackoff(input) ?? (await unlessCancelled(start(input), signal));
    if (failure === 'cancelled') return false;
    tried.push(container.name);
    if (failure) failures.set(container.name, failure);
    return failure === undefined;
  };
  for (const container of plan.startEphemeral) await tryToStart(container);
  let held = false;
  for (const container of plan.startInit) {
    if (held) break;
    held = !(await tryToStart(container)) && !isSidecar(container);
  }
  if (!held) for (const container of plan.start) await tryToStart(container);
  return { changed: tried.length > failures.size, failures, tried, blocked: false };
}

const blockedResult: SyncResult = { changed: false, failures: new Map(), tried: [], blocked: true };

/**
 * Rejects only when the runtime or the host does; everything a user can cause is in the result and in events.
 *
 * @param signal nothing more is started once it aborts
 */
export async function syncPod(
  pod: Pod,
  observed: ObservedPod,
  dependencies: SyncDependencies,
  signal: AbortSignal,
): Promise<SyncResult> {
  const { prepare, resize, probes, killer, sandboxes, recordEvent } = dependencies;
  const before = readySandbox(observed);
  const volumes = await prepare(pod, observed, before?.ips ?? []);
  if (volumes === undefined) return blockedResult;
  const resized = await resize(pod, observed);
  const plan = planPod(pod, observed, probes);
  const idle: SyncResult = { changed: resized, failures: new Map(), tried: [], blocked: false };
  if (isIdle(plan)) return idle;
  if (plan.killPod) {
    if (plan.createSandbox && before === undefined && observed.sandboxes.length > 0)
      recordEvent(pod, '', 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    await killer.killPod(pod, observed, graceOf(pod));
    if (!plan.createSandbox) return idle;
  } else await killPlanned(pod, plan, before, killer);
  if (signal.aborted) return { ...idle, changed: true };
  const attempt = plan.createSandbox ? plan.attempt : (before?.attempt ?? 0);
  const sandboxConfig = await sandboxes.configOf(pod, attempt, plan.createSandbox);
  const sandbox = plan.createSandbox ? await sandboxes.create(pod, sandboxConfig) : before;
  if (sandbox === undefined) return blockedResult;
  await sandboxes.writeHosts(pod, sandbox.ips);
  const result = await startPlanned({ pod, plan, observed, sandbox, sandboxConfig, volumes, signal }, dependencies);
  return { ...result, changed: result.changed || resized || plan.createSandbox || plan.kill.length > 0 };
}
