/** The life of one pod on this node: synced until it is to end, then ended, then cleaned up. One step at a time. */
import { type Pod, type PodStatus, pods } from '@kubets/api';
import { deepEqual, messageOf, type Timer } from '@kubets/base';
import { isConflict, isNotFound } from '@kubets/machinery/status-error';
import { terminationMessage } from '../config/termination-message.ts';
import type { Rejection } from '../pod/admit-pod.ts';
import { identityOf, logPathBelow, podFullName, podLogDirectory } from '../pod/keys.ts';
import { nothingObserved, nothingRuns, type ObservedPod, readySandbox } from '../pod/observed.ts';
import { planGarbage } from '../pod/plan-garbage.ts';
import { podCgroup } from '../pod/qos.ts';
import { kubeletConditions } from '../status/conditions.ts';
import type { ContainerKnowledge } from '../status/container-status.ts';
import { hasFinished, isTerminalPhase } from '../status/phase.ts';
import { podStatus, rejectedStatus } from '../status/pod-status.ts';
import { deadlineExceeded, type Verdict } from '../status/verdict.ts';
import { removePodFiles } from '../volumes/pod-volumes.ts';
import { graceOf, killPod } from './kill.ts';
import type { StartFailure } from './start.ts';
import { bindHostPorts, syncPod } from './sync-pod.ts';
import type { PodTools } from './tools.ts';

/** `terminated`: nothing of it runs any more; its object may still be there. */
export type Stage = 'running' | 'terminating' | 'terminated' | 'finished';

/** Milliseconds between looks at a pod about which nothing was heard. */
const resync = 60_000;
const firstRetry = 500;
const longestRetry = 20_000;
const closeMilliseconds = 1000;
/** How often a resize that has no room, or failed, is tried again. */
const resizeRetryMilliseconds = 10_000;

const foreignConditions = (pod: Pod): unknown =>
  pod.status?.conditions?.filter(({ type }) => !kubeletConditions.has(type)).map(({ type, status }) => [type, status]);

/** Whether an update is more than the echo of the kubelet's own status. */
function needsSync(before: Pod, now: Pod): boolean {
  const part = ({ metadata, ...pod }: Pod): unknown => ({
    generation: metadata?.generation,
    deletion: [metadata?.deletionTimestamp, metadata?.deletionGracePeriodSeconds],
    texts: [metadata?.labels, metadata?.annotations],
    conditions: foreignConditions(pod),
  });
  return now.metadata?.generation === undefined || !deepEqual(part(before), part(now));
}

export interface PodWorkerOptions {
  readonly tools: PodTools;
  /** Nothing is left of the pod, here or at the API. */
  finished(uid: string): void;
}

export class PodWorker {
  readonly uid: string;
  readonly #tools: PodTools;
  readonly #finished: (uid: string) => void;
  readonly #firstSeen: number;
  readonly #failures = new Map<string, StartFailure>();
  readonly #messages = new Map<string, string>();
  #pod: Pod;
  /** Its object is gone from the API, or never was seen. */
  #orphaned: boolean;
  #stage: Stage = 'running';
  #verdict: Verdict | undefined;
  #rejection: Rejection | undefined;
  /** The API shows the final status already, which an earlier kubelet reported. */
  #settled = false;
  #observed: ObservedPod = nothingObserved;
  #run: Promise<void> | undefined;
  #dirty = false;
  #closed = false;
  #cleaned = false;
  #hostPortsBound = false;
  #retries = 0;
  #timer: Timer | undefined;
  /** The grace that the end under way was started with; a shorter one starts it again. */
  #grace = Number.POSITIVE_INFINITY;
  #shortened: (() => void) | undefined;

  constructor(pod: Pod, orphaned: boolean, options: PodWorkerOptions) {
    this.#pod = pod;
    this.#orphaned = orphaned;
    this.uid = pod.metadata?.uid ?? '';
    this.#tools = options.tools;
    this.#finished = options.finished;
    this.#firstSeen = options.tools.clock.now();
  }

  get pod(): Pod {
    return this.#pod;
  }
  get stage(): Stage {
    return this.#stage;
  }
  get observed(): ObservedPod {
    return this.#observed;
  }

  /** The pod as the API shows it now; undefined: it is gone from there. */
  update(pod: Pod | undefined): void {
    const known = this.#pod;
    if (pod) this.#pod = pod;
    const echo = pod !== undefined && !this.#orphaned && !needsSync(known, pod);
    this.#orphaned = pod === undefined;
    if (echo) return;
    if (this.#stage === 'terminating' && this.#graceSeconds() < this.#grace) this.#shortened?.();
    this.wake();
  }

  /** Refuses the pod before anything of it was created: it is Failed at once, for this reason. */
  reject(rejection: Rejection): void {
    this.#rejection = rejection;
    this.#stage = 'terminated';
    this.wake();
  }

  wake(): void {
    this.#dirty = true;
    if (this.#closed || this.#stage === 'finished') return;
    this.#run ??= this.#loop().finally(() => {
      this.#run = undefined;
    });
  }

  /** No more steps; what runs goes on running. The step under way is given a moment to end. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    if (this.#run) await Promise.race([this.#run, this.#tools.clock.sleep(closeMilliseconds)]);
  }

  async #loop(): Promise<void> {
    while (this.#dirty && !this.#closed && this.#stage !== 'finished') {
      this.#dirty = false;
      this.#timer?.cancel();
      let next: number;
      try {
        next = await this.#step();
      } catch (error) {
        const full = podFullName(identityOf(this.#pod));
        this.#tools.log.warn('a pod could not be synced', { pod: full, error: messageOf(error) });
        next = this.#backoff();
      }
      if (!this.#dirty && !this.#closed) this.#timer = this.#tools.clock.setTimer(next, () => this.wake());
    }
  }

  #backoff(): number {
    return Math.min(longestRetry, firstRetry * 2 ** this.#retries++);
  }

  /** One step; the answer is how long it may take until the next one. */
  async #step(): Promise<number> {
    this.#observed = await this.#tools.observe(this.uid);
    await this.#readMessages();
    if (this.#stage === 'running') {
      if (!this.#orphaned) await this.#tools.allocations.decide(this.#pod);
      this.#settled = this.#isSettled();
      if (!this.#settled) {
        this.#judge();
        const status = this.#report(false);
        const finished = isTerminalPhase(status.phase) || hasFinished(this.#pod, status);
        if (!this.#orphaned && !this.#pod.metadata?.deletionTimestamp && !finished && !this.#verdict)
          return this.#sync();
      }
      this.#stage = this.#settled ? 'terminated' : 'terminating';
    }
    if (this.#stage === 'terminating') await this.#terminate();
    if (this.#stage === 'terminated') await this.#cleanUp();
    return resync;
  }

  /** Whether the pod had its end before this kubelet saw it: its status is not to be computed anew without containers. */
  #isSettled(): boolean {
    const isNew = this.#tools.statuses.known(this.uid) === undefined;
    return isNew && isTerminalPhase(this.#pod.status?.phase) && nothingRuns(this.#observed);
  }

  /** A pod that was active for longer than it may be fails. */
  #judge(): void {
    const left = this.#untilDeadline();
    if (left === undefined || left > 0 || this.#verdict) return;
    this.#verdict = deadlineExceeded;
    this.#tools.event(this.#pod, '', 'Normal', deadlineExceeded.reason, deadlineExceeded.message);
  }

  #untilDeadline(): number | undefined {
    const seconds = this.#pod.spec?.activeDeadlineSeconds;
    if (seconds === undefined) return undefined;
    const started = this.#pod.status?.startTime ? Date.parse(this.#pod.status.startTime) : this.#firstSeen;
    return started + seconds * 1000 - this.#tools.clock.now();
  }

  async #sync(): Promise<number> {
    const tools = this.#tools;
    const pod = this.#podWithStatus();
    const sandbox = readySandbox(this.#observed);
    tools.prober.observe(pod, this.#observed, sandbox?.ips[0] ?? tools.facts.addresses[0] ?? '');
    if (sandbox && !this.#hostPortsBound) await bindHostPorts(pod, sandbox, tools);
    this.#hostPortsBound = sandbox !== undefined;
    const result = await syncPod(pod, this.#observed, tools);
    for (const name of result.tried) this.#failures.delete(name);
    for (const [name, failure] of result.failures) this.#failures.set(name, failure);
    if (result.changed) {
      this.#dirty = true;
      return 0;
    }
    if (result.tried.length > 0) this.#report(false);
    await this.#collect();
    // Volumes and sandboxes that failed are tried again, less and less often.
    if (result.blocked) return this.#backoff();
    this.#retries = 0;
    return this.#untilNext();
  }

  #untilNext(): number {
    const now = this.#tools.clock.now();
    const retries = [...this.#failures.values()].map(({ retryAt }) => (retryAt === undefined ? 10_000 : retryAt - now));
    const { allocations } = this.#tools;
    const waits = allocations.pending(this.uid)?.reason === 'Deferred' || allocations.failure(this.uid) !== undefined;
    if (waits) retries.push(resizeRetryMilliseconds);
    return Math.max(10, Math.min(resync, this.#untilDeadline() ?? resync, ...retries));
  }

  async #collect(): Promise<void> {
    const { containers, sandboxes } = planGarbage(this.#observed);
    for (const container of containers) {
      await this.#tools.runtime.removeContainer(container.id);
      const log = logPathBelow(this.#tools.paths, container.logPath);
      if (log !== undefined) await this.#tools.host.files.below(this.#tools.paths.logDir).remove(log);
      this.#messages.delete(container.id);
    }
    for (const sandbox of sandboxes) await this.#tools.runtime.removeSandbox(sandbox.id);
  }

  #graceSeconds(): number {
    // Forced out of the API: a second, to be told at least.
    const grace = this.#orphaned && !this.#pod.metadata?.deletionTimestamp ? 1 : graceOf(this.#pod);
    return Math.max(1, grace);
  }

  async #terminate(): Promise<void> {
    const tools = this.#tools;
    tools.prober.stop(this.uid, ['liveness', 'startup']);
    this.#grace = this.#graceSeconds();
    const shortened = new Promise<'shortened'>((resolve) => {
      this.#shortened = () => resolve('shortened');
    });
    const killed = killPod(this.#pod, this.#observed, this.#grace, tools);
    killed.catch(() => undefined);
    const outcome = await Promise.race([killed, shortened]);
    this.#shortened = undefined;
    if (outcome === 'shortened') {
      this.#dirty = true;
      return;
    }
    this.#observed = await tools.observe(this.uid);
    await this.#readMessages();
    if (!nothingRuns(this.#observed)) {
      this.#dirty = true;
      return;
    }
    tools.prober.stop(this.uid);
    this.#report(true);
    this.#stage = 'terminated';
  }

  async #cleanUp(): Promise<void> {
    const tools = this.#tools;
    if (!this.#cleaned) {
      this.#report(true);
      await removePodFiles(this.uid, tools);
      this.#cleaned = await tools.host.cgroups.remove(podCgroup(tools.cgroupRoot, this.#pod));
      if (!this.#cleaned) this.#dirty = true;
      tools.restarts.forget(`${this.uid}/`);
      tools.images.forget(this.uid);
      tools.allocations.forget(this.uid);
    }
    if (this.#orphaned) return this.#forget();
    if (this.#cleaned && this.#pod.metadata?.deletionTimestamp) await this.#deleteObject();
  }

  /** Everything is gone here: so may be the object. Its deletion is heard like any other. */
  async #deleteObject(): Promise<void> {
    const { namespace, name } = identityOf(this.#pod);
    await this.#tools.statuses.settled(this.uid);
    try {
      const preconditions = { uid: this.uid };
      await this.#tools.client.delete(pods, { namespace, name }, { gracePeriodSeconds: 0, preconditions });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }

  async #forget(): Promise<void> {
    const { runtime, host, paths, statuses } = this.#tools;
    for (const { id } of this.#observed.containers) await runtime.removeContainer(id);
    for (const { id } of this.#observed.sandboxes) {
      await runtime.stopSandbox(id);
      await runtime.removeSandbox(id);
    }
    const identity = identityOf(this.#pod);
    if (identity.name !== '') await host.files.remove(podLogDirectory(paths, identity));
    statuses.forget(this.uid);
    this.#stage = 'finished';
    this.#finished(this.uid);
  }

  /** The pod with the status last computed, and the conditions of others as the API shows them. */
  #podWithStatus(): Pod {
    const { statuses, allocations } = this.#tools;
    const known = statuses.known(this.uid);
    const pod = allocations.allocated(this.#pod);
    if (known === undefined) return pod;
    const own = (known.conditions ?? []).filter(({ type }) => kubeletConditions.has(type));
    const others = (this.#pod.status?.conditions ?? []).filter(({ type }) => !kubeletConditions.has(type));
    return { ...pod, status: { ...known, conditions: [...own, ...others] } };
  }

  /** `terminal`: nothing of the pod runs any more. */
  #report(terminal: boolean): PodStatus {
    const status = this.#rejection
      ? rejectedStatus(this.#pod, this.#rejection, this.#firstSeen)
      : this.#computedStatus(terminal);
    if (!this.#orphaned && !this.#settled) this.#tools.statuses.set(this.#pod, status);
    return status;
  }

  #computedStatus(terminal: boolean): PodStatus {
    const { prober, facts, clock, allocations } = this.#tools;
    const knowledge: ContainerKnowledge = {
      waiting: (name) => this.#failures.get(name),
      readiness: (id) => prober.verdict('readiness', id),
      startup: (id) => prober.verdict('startup', id),
      terminationMessage: (id) => this.#messages.get(id) ?? '',
      actuated: (id) => allocations.actuated(this.uid, id),
    };
    return podStatus({
      pod: this.#podWithStatus(),
      observed: this.#observed,
      knowledge,
      hostIPs: facts.addresses,
      firstSeen: this.#firstSeen,
      now: clock.now(),
      terminal,
      verdict: this.#verdict,
      resize: { pending: allocations.pending(this.uid), failure: allocations.failure(this.uid) },
    });
  }

  async #readMessages(): Promise<void> {
    const { host, paths } = this.#tools;
    for (const container of this.#observed.containers)
      if (container.state === 'exited' && !this.#messages.has(container.id))
        this.#messages.set(container.id, await terminationMessage(host.files, paths, this.uid, container));
  }
}
