/** Runs something on one replica at a time: whoever holds the Lease, and only as long as it certainly does. */
import { leases } from '@kubets/api';
import { type Clock, type Logger, messageOf, type Random, type Timer, withDeadline } from '@kubets/base';
import type { Client } from '@kubets/client';
import { isNotFound } from '@kubets/machinery/status-error';
import type { EventRecorder } from '../controller.ts';
import { createLeadershipTerm, type LeadershipTerm } from './leadership-term.ts';
import {
  defaultElectionTimes,
  type ElectionTimes,
  isHeldBy,
  type Observation,
  observe,
  planElection,
  releasedSpec,
  type Standing,
} from './plan-election.ts';

export interface RunElectedOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Tells this candidate from all others; unique even between two on one host. */
  readonly identity: string;
  /** Of the Lease; namespace `kube-system` unless told otherwise. */
  readonly name: string;
  readonly namespace?: string;
  readonly times?: ElectionTimes;
  readonly events?: EventRecorder;
  /**
   * Nobody else can lead, as where one process alone can hold the store: leads at once and for good. The Lease then is
   * written a little later, off the way of a start, for whoever wants to read who leads.
   */
  readonly alone?: boolean;
}

/** What is done while leading; a tenure's work must have ended when the promise settles. */
export type OnStartedLeading = (tenure: LeadershipTerm) => Promise<void>;

/** Waiting candidates try at random times, so that they do not all try at once. */
const jitterFactor = 1.2;

/**
 * Calls `lead` whenever this candidate becomes leader, until the signal aborts. A leader whose signal aborts gives the
 * Lease back when its work has ended, so that the next need not wait.
 */
export async function runElected(options: RunElectedOptions, lead: OnStartedLeading): Promise<void> {
  const candidate = new LeaderElector(options);
  const { signal, clock, random, log } = options;
  if (options.alone === true) return candidate.leadAlone(lead);
  while (!signal.aborted) {
    const acquired = await candidate.tryAcquireOrRenew('candidate');
    if (acquired) {
      log.info('became leader', { lease: options.name, identity: options.identity });
      await candidate.lead(lead);
      if (!signal.aborted) log.warn('lost leadership', { lease: options.name, identity: options.identity });
    }
    if (signal.aborted) return;
    await clock
      .sleep(candidate.times.retryPeriodMs * (1 + jitterFactor * random.next()), signal)
      .catch(() => undefined);
  }
}

class LeaderElector {
  readonly times: ElectionTimes;
  readonly #options: RunElectedOptions;
  readonly #ref: { readonly namespace: string; readonly name: string };
  #observation: Observation | undefined;
  /** When the last successful write was begun: from then on the Lease is ours for its duration. */
  #renewed = 0;

  constructor(options: RunElectedOptions) {
    this.times = options.times ?? defaultElectionTimes;
    this.#options = options;
    this.#ref = { namespace: options.namespace ?? 'kube-system', name: options.name };
  }

  /** One attempt to take or renew the Lease; false when another holds it or the API did not let us. */
  async tryAcquireOrRenew(standing: Standing): Promise<boolean> {
    const { clock, log, signal } = this.#options;
    const begun = clock.monotonic();
    try {
      const held = await withDeadline(
        clock,
        this.times.renewDeadlineMs,
        (limit) => this.#write(standing, limit),
        signal,
      );
      if (held) this.#renewed = begun;
      return held;
    } catch (error) {
      if (!signal.aborted) log.debug(`no lease: ${messageOf(error)}`, { lease: this.#ref.name });
      return false;
    }
  }

  async lead(work: OnStartedLeading): Promise<void> {
    const { clock, signal } = this.#options;
    const tenure = createLeadershipTerm({
      name: this.#ref.name,
      clock,
      lease: this.#observation?.lease,
      validUntil: () => this.#renewed + this.times.renewDeadlineMs,
    });
    const onStop = (): void => tenure.end(signal.reason);
    signal.addEventListener('abort', onStop, { once: true });
    if (signal.aborted) onStop();
    this.#announce('became leader');
    const renewing = this.#renewLoop(tenure);
    try {
      await work(tenure);
    } finally {
      tenure.end(undefined);
      signal.removeEventListener('abort', onStop);
      await renewing;
      await this.#release();
    }
  }

  async leadAlone(work: OnStartedLeading): Promise<void> {
    const { clock, signal } = this.#options;
    const tenure = { signal, lease: undefined, fenced: <T>(transport: T): T => transport };
    const working = work(tenure);
    let isHeld = false;
    let pause = this.times.retryPeriodMs;
    while (!signal.aborted) {
      await clock.sleep(pause, signal).catch(() => undefined);
      const wasHeld = isHeld;
      if (!signal.aborted) isHeld = await this.tryAcquireOrRenew('alone');
      if (isHeld && !wasHeld) this.#announce('became leader');
      // Nobody waits for it to run out: often enough that it never does.
      pause = isHeld ? this.times.renewDeadlineMs : this.times.retryPeriodMs;
    }
    await working;
    await this.#release();
  }

  async #write(standing: Standing, limit: AbortSignal): Promise<boolean> {
    const { clock, client, identity } = this.#options;
    const lease = await client.get(leases, this.#ref, { signal: limit }).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    this.#observation = observe(this.#observation, lease, clock.monotonic());
    const now = { wall: clock.now(), monotonic: clock.monotonic() };
    const action = planElection(this.#observation, { identity, standing, times: this.times, now });
    if (action.type === 'wait') return false;
    const wanted = { ...lease, metadata: lease?.metadata ?? this.#ref, spec: action.spec };
    const written = await client[action.type](leases, wanted, { signal: limit });
    this.#observation = observe(this.#observation, written, clock.monotonic());
    return true;
  }

  /** Renews until the tenure ends, and ends it when the last renewal is older than the deadline. */
  async #renewLoop({ signal, end }: LeadershipTerm & { end(why: unknown): void }): Promise<void> {
    const { clock, identity } = this.#options;
    let fence: Timer | undefined;
    const arm = (): void => {
      fence?.cancel();
      fence = clock.setTimer(this.#renewed + this.times.renewDeadlineMs - clock.monotonic(), () => end(undefined));
    };
    arm();
    while (!signal.aborted) {
      await clock.sleep(this.times.retryPeriodMs, signal).catch(() => undefined);
      if (signal.aborted) break;
      if (await this.tryAcquireOrRenew('leader')) arm();
      else if (!isHeldBy(this.#observation?.lease, identity)) end(undefined);
    }
    fence?.cancel();
  }

  #announce(what: string): void {
    const { identity, events } = this.#options;
    const lease = this.#observation?.lease;
    if (lease === undefined) return;
    const about = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...lease };
    events?.event(about, 'Normal', 'LeaderElection', `${identity} ${what}`);
  }

  async #release(): Promise<void> {
    const { client, clock, identity, log } = this.#options;
    const lease = this.#observation?.lease;
    this.#observation = undefined;
    if (lease === undefined || !isHeldBy(lease, identity)) return;
    const released = { ...lease, spec: releasedSpec(lease, clock.now()) };
    try {
      // Not by the outer signal: it has aborted when we get here. The resource version fences it.
      await withDeadline(clock, this.times.renewDeadlineMs, (limit) =>
        client.update(leases, released, { signal: limit }),
      );
    } catch (error) {
      log.debug(`the lease was not released: ${messageOf(error)}`, { lease: this.#ref.name });
    }
  }
}
