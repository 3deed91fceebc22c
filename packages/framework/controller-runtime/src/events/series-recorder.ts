/**
 * Writes events.k8s.io/v1 Events, as upstream's newer recorder does: what repeats becomes a series, which is written when it
 * begins, now and then while it lasts, and when it has ended.
 */
import { type EventsEvent, eventsV1, type ObjectReference } from '@kubets/api';
import type { Clock, Timer } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { isNotFound } from '@kubets/machinery/status-error';
import { formatMicroTime } from '@kubets/machinery/time';
import { EventNames } from './event-names.ts';
import { EventQueue, type EventQueueOptions } from './event-queue.ts';

export interface SeriesRecorderOptions extends EventQueueOptions {
  readonly client: Client;
  /** `default-scheduler`. */
  readonly reportingController: string;
  /** Which one of them: `default-scheduler-HOST`. */
  readonly reportingInstance: string;
}

export interface SeriesEventRecorder {
  /** `action`: what was done, or failed to be done, to the object (`Binding`). `note`: at most 1024 characters. */
  event(regarding: KubeObject, type: 'Normal' | 'Warning', reason: string, action: string, note: string): void;
}

export interface RunningSeriesRecorder extends SeriesEventRecorder {
  /** Resolves when everything recorded so far is written or given up. */
  drained(): Promise<void>;
}

/** A series ends when its event does not repeat within this time. */
const finishTime = 6 * 60_000;
/** The interval at which the event of a long series is refreshed, so that it does not expire. */
const refreshTime = 30 * 60_000;
/** The maximum number of events that can become a series. The oldest are evicted. */
const remembered = 4096;

/** An event that was recorded, and what has repeated since. Times are monotonic, in milliseconds. */
interface Recorded {
  readonly event: EventsEvent;
  count: number;
  observed: number;
  /** As text, for the event. */
  observedTime: string;
  written: number;
}

interface Write {
  readonly event: EventsEvent;
  readonly series: NonNullable<EventsEvent['series']> | undefined;
}

function referenceTo({ apiVersion, kind, metadata = {} }: KubeObject): ObjectReference {
  const { namespace, name = '', uid, resourceVersion } = metadata;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** The key of a series. Its notes may differ. */
function keyOf({ type, action, reason, regarding }: EventsEvent): string {
  const { kind, apiVersion, namespace, name, uid, resourceVersion } = regarding ?? {};
  return [type, action, reason, kind, apiVersion, namespace, name, uid, resourceVersion].join('\0');
}

export function createSeriesRecorder(options: SeriesRecorderOptions): RunningSeriesRecorder {
  return new SeriesRecorder(options);
}

class SeriesRecorder implements RunningSeriesRecorder {
  readonly #options: SeriesRecorderOptions;
  readonly #clock: Clock;
  readonly #names: EventNames;
  readonly #queue: EventQueue<Write>;
  readonly #recorded = new Map<string, Recorded>();
  #timer: Timer | undefined;

  constructor(options: SeriesRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#names = new EventNames(options.clock);
    this.#queue = new EventQueue<Write>(options, (write) => this.#write(write));
    options.signal.addEventListener('abort', () => this.#timer?.cancel(), { once: true });
  }

  event(regarding: KubeObject, type: 'Normal' | 'Warning', reason: string, action: string, note: string): void {
    if (this.#options.signal.aborted) return;
    const event = this.#eventOf(regarding, { type, reason, action, note });
    const key = keyOf(event);
    const [observed, observedTime] = [this.#clock.monotonic(), formatMicroTime(this.#clock.now())];
    const known = this.#recorded.get(key);
    if (known === undefined) {
      this.#remember(key, { event, count: 1, observed, observedTime, written: observed });
      this.#enqueue({ event, series: undefined });
      return;
    }
    known.count++;
    known.observed = observed;
    known.observedTime = observedTime;
    // That it repeats is told at once; how often, when there is time.
    if (known.count === 2) this.#enqueueSeries(known);
  }

  drained(): Promise<void> {
    return this.#queue.drained();
  }

  #eventOf(regarding: KubeObject, what: Pick<EventsEvent, 'type' | 'reason' | 'action' | 'note'>): EventsEvent {
    const { reportingController, reportingInstance } = this.#options;
    const { name = '', namespace = 'default' } = regarding.metadata ?? {};
    return {
      metadata: { name: this.#names.next(name), namespace: namespace || 'default' },
      eventTime: formatMicroTime(this.#clock.now()),
      reportingController,
      reportingInstance,
      regarding: referenceTo(regarding),
      ...what,
    };
  }

  #remember(key: string, recorded: Recorded): void {
    this.#recorded.set(key, recorded);
    const [oldest] = this.#recorded;
    if (this.#recorded.size > remembered && oldest !== undefined) this.#forget(...oldest);
    this.#timer ??= this.#clock.setTimer(finishTime, () => this.#review());
  }

  /** What it counted since the last write is written first. */
  #forget(key: string, recorded: Recorded): void {
    this.#recorded.delete(key);
    if (recorded.count > 1) this.#enqueueSeries(recorded);
  }

  #review(): void {
    const now = this.#clock.monotonic();
    for (const [key, recorded] of this.#recorded) {
      if (now - recorded.observed >= finishTime) this.#forget(key, recorded);
      else if (recorded.count > 1 && now - recorded.written >= refreshTime) this.#enqueueSeries(recorded);
    }
    const more = this.#recorded.size > 0 && !this.#options.signal.aborted;
    this.#timer = more ? this.#clock.setTimer(finishTime, () => this.#review()) : undefined;
  }

  #enqueueSeries(recorded: Recorded): void {
    recorded.written = this.#clock.monotonic();
    const { event, count, observedTime } = recorded;
    this.#enqueue({ event, series: { count, lastObservedTime: observedTime } });
  }

  #enqueue(write: Write): void {
    const { reason = '', note = '' } = write.event;
    this.#queue.add(write, { reason, note });
  }

  async #write(write: Write): Promise<void> {
    await this.#queue.persist(write.event.reason ?? '', () => this.#send(write));
  }

  async #send({ event, series }: Write): Promise<EventsEvent> {
    const { client, signal } = this.#options;
    if (series === undefined) return client.create(eventsV1, event, { signal });
    const { name = '', namespace } = event.metadata ?? {};
    try {
      return await client.patch(eventsV1, { name, namespace }, 'strategic', { series }, { signal });
    } catch (error) {
      // Events expire after an hour: an expired one is created again with its series.
      if (!isNotFound(error)) throw error;
      return client.create(eventsV1, { ...event, series }, { signal });
    }
  }
}
