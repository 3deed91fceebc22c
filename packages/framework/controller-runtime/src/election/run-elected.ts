/** Runs work on one replica at a time: the one that holds the Lease, as long as it certainly holds it. Upstream: client-go's leader election. */
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
  /** The unique identity of this candidate, also among candidates of one host. */
  readonly identity: string;
  /** The name of the Lease. Its namespace is `kube-system` by default. */
  readonly name: string;
  readonly namespace?: string;
  readonly times?: ElectionTimes;
  readonly events?: EventRecorder;
  /**
   * No other process can lead, because only one can open the store: this one leads at once and until it stops. It writes the Lease
   * after the start, for information.
   */
  readonly alone?: boolean;
}

/** The work of a leader. All work of the term must have ended when the promise settles. */
export type OnStartedLeading = (term: LeadershipTerm) => Promise<void>;

/** As in client-go: candidates retry with jitter. */
const jitterFactor = 1.2;

/**
 * Calls `lead` each time this candidate becomes leader, until the signal aborts. The leader then releases the Lease after its work has
 * ended, so that the next leader need not wait.
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
  /** When the last successful write was sent: the Lease is held from then on for its duration. */
  #renewed = 0;

  constructor(options: RunElectedOptions) {
    this.times = options.times ?? defaultElectionTimes;
    this.#options = options;
    this.#ref = { namespace: options.namespace ?? 'kube-system', name: options.name };
  }

  /** Tries once to acquire or renew the Lease. False if another holds it or the request failed. */
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
      if (!signal.aborted)
        log.debug(`cannot acquire or renew the lease: ${messageOf(error)}`, { lease: this.#ref.name });
      return false;
    }
  }

  async lead(work: OnStartedLeading): Promise<void> {
    const { clock, signal } = this.#options;
    const term = createLeadershipTerm({
      name: this.#ref.name,
      clock,
      lease: this.#observation?.lease,
      validUntil: () => this.#renewed + this.times.renewDeadlineMs,
    });
    const onStop = (): void => term.end(signal.reason);
    signal.addEventListener('abort', onStop, { once: true });
    if (signal.aborted) onStop();
    this.#announce('became leader');
    const renewing = this.#renewLoop(term);
    try {
      await work(term);
    } finally {
      term.end(undefined);
      signal.removeEventListener('abort', onStop);
      await renewing;
      await this.#release();
    }
  }

  /** Renews the Lease while the work runs. Rejects as soon as the work does. */
  async leadAlone(work: OnStartedLeading): Promise<void> {
    const { clock, signal } = this.#options;
    const ended = new AbortController();
    const renewing = AbortSignal.any([signal, ended.signal]);
    const working = work({ signal, lease: undefined, fenced: (transport) => transport }).finally(() => ended.abort());
    // It is awaited below. Until then its failure must not count as unhandled.
    working.catch(() => undefined);
    let isHeld = false;
    let pause = this.times.retryPeriodMs;
    while (!renewing.aborted) {
      await clock.sleep(pause, renewing).catch(() => undefined);
      const wasHeld = isHeld;
      if (!renewing.aborted) isHeld = await this.tryAcquireOrRenew('alone');
      if (isHeld && !wasHeld) this.#announce('became leader');
      // No candidate waits for it to expire, so renewing just before that is enough.
      pause = isHeld ? this.times.renewDeadlineMs : this.times.retryPeriodMs;
    }
    try {
      await working;
    } finally {
      await this.#release();
    }
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

  /** Renews the Lease until the term ends, and ends the term when the last renewal is older than the deadline. */
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
      // The outer signal has aborted already. The resource version guards against a new holder.
      await withDeadline(clock, this.times.renewDeadlineMs, (limit) =>
        client.update(leases, released, { signal: limit }),
      );
    } catch (error) {
      log.debug(`cannot release the lease: ${messageOf(error)}`, { lease: this.#ref.name });
    }
  }
}
