/** Runs something on one replica at a time: whoever holds the Lease, and only as long as it certainly does. */

import { leases } from '@kubets/api';
import { type Clock, type Logger, messageOf, type Random, type Timer, withDeadline } from '@kubets/base';
import type { Client } from '@kubets/client';
import { isNotFound } from '@kubets/machinery';
import type { EventRecorder } from '../controller.ts';

import {
  type ElectionTimes,
  isHeldBy,
  type Observation,
  observe,
  planElection,
  releasedSpec,
  upstreamTimes,
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
}

/** Waiting candidates try at random times, so that they do not all try at once. */
const jitter = 1.2;

/**
 * Calls `lead` whenever this candidate becomes leader, until the signal aborts. `lead`'s signal aborts as soon as leadership
 * is not certain any more, which is before any other candidate can take over; `term` counts up with every new leader.
 */
export async function runElected(
  options: RunElectedOptions,
  lead: (signal: AbortSignal, term: number) => Promise<void>,
): Promise<void> {
  const candidate = new Candidate(options);
  const { signal, clock, random, log } = options;
  while (!signal.aborted) {
    const acquired = await candidate.tryOnce();
    if (acquired) {
      log.info('became leader', { lease: options.name, identity: options.identity });
      await candidate.lead(lead);
      if (!signal.aborted) log.warn('lost leadership', { lease: options.name, identity: options.identity });
    }
    if (signal.aborted) return;
    await clock.sleep(candidate.times.retryPeriod * (1 + jitter * random.next()), signal).catch(() => undefined);
  }
}

class Candidate {
  readonly times: ElectionTimes;
  readonly #options: RunElectedOptions;
  readonly #ref: { readonly namespace: string; readonly name: string };
  #observation: Observation | undefined;
  /** When the last successful write was begun: from then on the Lease is ours for its duration. */
  #renewed = 0;

  constructor(options: RunElectedOptions) {
    this.times = options.times ?? upstreamTimes;
    this.#options = options;
    this.#ref = { namespace: options.namespace ?? 'kube-system', name: options.name };
  }

  /** One attempt to take or renew the Lease; false when another holds it or the API did not let us. */
  async tryOnce(): Promise<boolean> {
    const { clock, client, identity, log, signal } = this.#options;
    const begun = clock.monotonic();
    try {
      return await withDeadline(
        clock,
        this.times.renewDeadline,
        async (limit) => {
          const lease = await client.get(leases, this.#ref, { signal: limit }).catch((error: unknown) => {
            if (isNotFound(error)) return undefined;
            throw error;
          });
          this.#observation = observe(this.#observation, lease, clock.monotonic());
          const action = planElection(this.#observation, identity, this.times, {
            wall: clock.now(),
            monotonic: clock.monotonic(),
          });
          if (action.type === 'wait') return false;
          const metadata = lease?.metadata ?? this.#ref;
          const written = await client[action.type](
            leases,
            { ...lease, metadata, spec: action.spec },
            { signal: limit },
          );
          this.#observation = observe(this.#observation, written, clock.monotonic());
          this.#renewed = begun;
          return true;
        },
        signal,
      );
    } catch (error) {
      if (!signal.aborted) log.debug(`no lease: ${messageOf(error)}`, { lease: this.#ref.name });
      return false;
    }
  }

  async lead(work: (signal: AbortSignal, term: number) => Promise<void>): Promise<void> {
    const { identity, events, signal } = this.#options;
    const lease = this.#observation?.lease;
    if (lease !== undefined)
      events?.event(
        { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...lease },
        'Normal',
        'LeaderElection',
        `${identity} became leader`,
      );
    const tenure = new AbortController();
    const onStop = (): void => tenure.abort(signal.reason);
    signal.addEventListener('abort', onStop, { once: true });
    if (signal.aborted) onStop();
    const renewing = this.#keep(tenure);
    try {
      await work(tenure.signal, lease?.spec?.leaseTransitions ?? 0);
    } finally {
      tenure.abort();
      signal.removeEventListener('abort', onStop);
      await renewing;
      await this.#release();
    }
  }

  /** Renews until the tenure ends, and ends it when the last renewal is older than the deadline. */
  async #keep(tenure: AbortController): Promise<void> {
    const { clock } = this.#options;
    let fence: Timer | undefined;
    const arm = (): void => {
      fence?.cancel();
      fence = clock.setTimer(this.#renewed + this.times.renewDeadline - clock.monotonic(), () => tenure.abort());
    };
    arm();
    while (!tenure.signal.aborted) {
      await clock.sleep(this.times.retryPeriod, tenure.signal).catch(() => undefined);
      if (tenure.signal.aborted) break;
      if (await this.tryOnce()) arm();
      else if (!isHeldBy(this.#observation?.lease, this.#options.identity)) tenure.abort();
    }
    fence?.cancel();
  }

  async #release(): Promise<void> {
    const { client, clock, identity, log } = this.#options;
    const lease = this.#observation?.lease;
    if (lease === undefined || !isHeldBy(lease, identity)) return;
    const released = { ...lease, spec: releasedSpec(lease, clock.now()) };
    try {
      // Not by the outer signal: it has aborted when we get here. The resource version fences it.
      await withDeadline(clock, this.times.renewDeadline, (limit) =>
        client.update(leases, released, { signal: limit }),
      );
    } catch (error) {
      log.debug(`the lease was not released: ${messageOf(error)}`, { lease: this.#ref.name });
    }
    this.#observation = undefined;
  }
}
