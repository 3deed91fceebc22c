/** Probes every running container that asks for it, and tells the pod's worker when a result changes. */
import type { ContainerStatus as ApiContainerStatus, Pod } from '@kubets/api';
import { type Logger, messageOf, type Random, type Timer } from '@kubets/base';
import type { ContainerStatus } from '@kubets/cri/runtime';
import type { ProbeResult } from '../pod/container-decisions.ts';
import { type AnyContainer, allContainers } from '../pod/containers.ts';
import { isRunning, newestOf, type ObservedPod } from '../pod/observed.ts';
import {
  initialState,
  isDecided,
  nextState,
  type ProbeKind,
  type ProbeState,
  probeKinds,
  probeOf,
} from './probe-state.ts';
import { type ProbeTools, runProbe } from './run-probe.ts';

export interface Prober {
  /** Starts and stops probes according to the running containers. */
  observe(pod: Pod, observed: ObservedPod, podIP: string): void;
  /** Undefined: this instance has no such probe. */
  result(kind: ProbeKind, containerId: string): ProbeResult | undefined;
  /** Ends the pod's probes; of the kinds given, or all. */
  stop(podUid: string, kinds?: readonly ProbeKind[]): void;
}

export interface ProberOptions extends ProbeTools {
  readonly random: Random;
  readonly log: Logger;
  unhealthy(pod: Pod, container: string, message: string): void;
  resultChanged(podUid: string): void;
}

interface Worker {
  readonly kind: ProbeKind;
  readonly pod: Pod;
  readonly container: AnyContainer;
  readonly instance: ContainerStatus;
  readonly podIP: string;
  state: ProbeState;
  timer: Timer | undefined;
  stopped: boolean;
}

const keyOf = (podUid: string, container: string, kind: ProbeKind): string => `${podUid}/${container}/${kind}`;
/** A probe that cannot be run is tried this often in a row. */
const maxAttempts = 3;

export function createProber(options: ProberOptions): Prober {
  return new TimedProber(options);
}

class TimedProber implements Prober {
  readonly #options: ProberOptions;
  readonly #workers = new Map<string, Worker>();
  readonly #byInstance = new Map<string, Worker>();

  constructor(options: ProberOptions) {
    this.#options = options;
  }

  observe(pod: Pod, observed: ObservedPod, podIP: string): void {
    const uid = pod.metadata?.uid ?? '';
    const previous = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
    for (const container of allContainers(pod)) {
      const instance = newestOf(observed, container.name);
      for (const kind of probeKinds) {
        const key = keyOf(uid, container.name, kind);
        const worker = this.#workers.get(key);
        if (probeOf(container, kind) === undefined || instance === undefined || !isRunning(instance)) {
          if (worker) this.#end(key, worker);
        } else if (worker?.instance.id !== instance.id) {
          if (worker) this.#end(key, worker);
          const known = previous.find((status) => status.containerID === `containerd://${instance.id}`);
          this.#begin(key, { kind, pod, container, instance, podIP, state: firstState(kind, known) });
        }
      }
    }
  }

  result(kind: ProbeKind, containerId: string): ProbeResult | undefined {
    return this.#byInstance.get(`${containerId}/${kind}`)?.state.result;
  }

  stop(podUid: string, kinds: readonly ProbeKind[] = probeKinds): void {
    for (const [key, worker] of this.#workers)
      if (worker.pod.metadata?.uid === podUid && kinds.includes(worker.kind)) this.#end(key, worker);
  }

  #begin(key: string, start: Omit<Worker, 'timer' | 'stopped'>): void {
    const worker: Worker = { ...start, timer: undefined, stopped: false };
    this.#workers.set(key, worker);
    this.#byInstance.set(`${worker.instance.id}/${worker.kind}`, worker);
    const delay = (probeOf(worker.container, worker.kind)?.initialDelaySeconds ?? 0) * 1000;
    const age = this.#options.clock.now() - worker.instance.startedAt;
    this.#schedule(worker, Math.max(0, delay - age));
  }

  #end(key: string, worker: Worker): void {
    worker.stopped = true;
    worker.timer?.cancel();
    this.#workers.delete(key);
    this.#byInstance.delete(`${worker.instance.id}/${worker.kind}`);
  }

  #schedule(worker: Worker, milliseconds: number): void {
    worker.timer?.cancel();
    worker.timer = this.#options.clock.setTimer(milliseconds, () => {
      this.#tick(worker).catch((error) =>
        this.#options.log.error('a probe could not be run', { error: messageOf(error) }),
      );
    });
  }

  async #tick(worker: Worker): Promise<void> {
    const probe = probeOf(worker.container, worker.kind);
    if (worker.stopped || probe === undefined || isDecided(worker.kind, worker.state)) return;
    const period = (probe.periodSeconds ?? 10) * 1000;
    const begun = this.#options.clock.monotonic();
    const waits = worker.kind !== 'startup' && this.result('startup', worker.instance.id) !== 'success';
    try {
      if (!waits || worker.container.startupProbe === undefined) await this.#ask(worker);
    } finally {
      // Whatever went wrong: a container that nobody asks any more would stay ready for ever.
      const spent = this.#options.clock.monotonic() - begun;
      if (!worker.stopped) this.#schedule(worker, Math.max(0, period - spent));
    }
  }

  async #ask(worker: Worker): Promise<void> {
    const { container, instance, podIP, kind, pod } = worker;
    const probe = probeOf(container, kind) ?? {};
    const target = { container, containerId: instance.id, podIP };
    let outcome = await runProbe(probe, target, this.#options);
    for (let count = 1; outcome.result === 'error' && count < maxAttempts && !worker.stopped; count++)
      outcome = await runProbe(probe, target, this.#options);
    if (worker.stopped) return;
    const name = `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
    if (outcome.result === 'error') {
      this.#options.unhealthy(
        pod,
        container.name,
        `${name} probe errored and resulted in unknown state: ${outcome.output}`,
      );
      return;
    }
    if (outcome.result === 'failure')
      this.#options.unhealthy(pod, container.name, `${name} probe failed: ${outcome.output}`);
    const before = worker.state.result;
    worker.state = nextState(worker.state, outcome.result, probe);
    if (worker.state.result === before) return;
    if (kind === 'startup') this.#started(worker);
    this.#options.resultChanged(pod.metadata?.uid ?? '');
  }

  /** Runs the other probes of the container without waiting for their next period. */
  #started(worker: Worker): void {
    for (const kind of ['liveness', 'readiness'] as const) {
      const other = this.#byInstance.get(`${worker.instance.id}/${kind}`);
      if (other) this.#schedule(other, 0);
    }
  }
}

/** A kubelet that finds the container running takes what the API says of it until it has asked itself. */
function firstState(kind: ProbeKind, known: ApiContainerStatus | undefined): ProbeState {
  const state = initialState(kind);
  const was = kind === 'readiness' ? known?.ready : kind === 'startup' ? known?.started : false;
  return was ? { ...state, result: 'success' } : state;
}
