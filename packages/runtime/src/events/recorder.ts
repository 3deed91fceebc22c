/** Writes core/v1 Events: named, timed and counted as upstream's recorder does, in the background and in order. */
import { type Event, events } from '@kubets/api';
import { BoundedQueue, type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import type { Client } from '@kubets/client';
import { formatTime, isNotFound, isReason, type KubeObject } from '@kubets/machinery';
import type { EventRecorder } from '../controller.ts';
import { type Correlated, EventCorrelator } from './correlator.ts';

export interface EventRecorderOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** `deployment-controller`, `kubelet`: the event's source. */
  readonly component: string;
  /** The node an event comes from, where it comes from one. */
  readonly host?: string;
  readonly signal: AbortSignal;
}

export interface RunningEventRecorder extends EventRecorder {
  /** `fieldPath`: the part of the object it is about, as `spec.containers{web}`. */
  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void;
  /** Resolves when everything recorded so far is written or given up. */
  drained(): Promise<void>;
}

/** Events that wait to be written; more are dropped, as upstream's broadcaster drops them. */
const capacity = 1000;
const tries = 12;
const pause = 10_000;

export function createEventRecorder(options: EventRecorderOptions): RunningEventRecorder {
  return new CoreEventRecorder(options);
}

class CoreEventRecorder implements RunningEventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #correlator: EventCorrelator;
  readonly #queue = new BoundedQueue<Event>(capacity);
  #draining: Promise<void> | undefined;
  #lastNanos = 0n;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#correlator = new EventCorrelator(options.clock);
  }

  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void {
    if (this.#options.signal.aborted) return;
    if (!this.#queue.push(this.#eventOf(about, type, reason, message, fieldPath))) {
      this.#options.log.warn('too many events wait to be written: one was dropped', { reason, message });
      return;
    }
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
  }

  async drained(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  #eventOf(about: KubeObject, type: string, reason: string, message: string, fieldPath?: string): Event {
    const { component, host, clock } = this.#options;
    const { name = '', namespace = '', uid, resourceVersion } = about.metadata ?? {};
    const now = formatTime(clock.now());
    return {
      metadata: { name: `${name}.${this.#nanos().toString(16)}`, namespace: namespace === '' ? 'default' : namespace },
      involvedObject: {
        ...(about.kind === undefined ? {} : { kind: about.kind }),
        ...(about.apiVersion === undefined ? {} : { apiVersion: about.apiVersion }),
        ...(namespace === '' ? {} : { namespace }),
        name,
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
        ...(fieldPath === undefined ? {} : { fieldPath }),
      },
      reason,
      message,
      type,
      source: { component, ...(host === undefined ? {} : { host }) },
      reportingComponent: component,
      reportingInstance: host ?? '',
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    };
  }

  /** Nanoseconds since 1970, never the same twice: several events may fall into one tick of the clock. */
  #nanos(): bigint {
    const now = BigInt(Math.trunc(this.#options.clock.now() * 1000)) * 1000n;
    this.#lastNanos = now > this.#lastNanos ? now : this.#lastNanos + 1n;
    return this.#lastNanos;
  }

  async #drain(): Promise<void> {
    while (this.#queue.size > 0) {
      const event = await this.#queue.shift();
      if (event === undefined || this.#options.signal.aborted) continue;
      const correlated = this.#correlator.correlate(event);
      if (correlated.type !== 'drop') await this.#write(correlated);
    }
  }

  async #write(correlated: Exclude<Correlated, { type: 'drop' }>): Promise<void> {
    const { clock, random, signal, log } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        this.#correlator.stored(correlated.key, await this.#send(correlated));
        return;
      } catch (error) {
        if (signal.aborted) return;
        const passing = isReason(error, 'ServiceUnavailable') || isReason(error, 'Timeout');
        if (!passing || attempt >= tries) {
          log.debug(`an event was not written: ${messageOf(error)}`, { reason: correlated.event.reason });
          return;
        }
        await clock.sleep(attempt === 1 ? pause * random.next() : pause, signal).catch(() => undefined);
      }
    }
  }

  async #send({ type, event }: Exclude<Correlated, { type: 'drop' }>): Promise<Event> {
    const { client, signal } = this.#options;
    if (type === 'count') {
      const { name = '', namespace } = event.metadata;
      const patch = { count: event.count, message: event.message, lastTimestamp: event.lastTimestamp };
      try {
        return await client.patch(events, { name, namespace }, 'strategic', patch, { signal });
      } catch (error) {
        // Events are kept for an hour only: one that is gone is made again, with its count.
        if (!isNotFound(error)) throw error;
      }
    }
    const { resourceVersion: _, ...metadata } = event.metadata;
    const fresh = type === 'count' ? { name: this.#renamed(event), namespace: metadata.namespace ?? '' } : metadata;
    return client.create(events, { ...event, metadata: fresh }, { signal });
  }

  #renamed(event: Event): string {
    return `${event.involvedObject.name ?? ''}.${this.#nanos().toString(16)}`;
  }
}
