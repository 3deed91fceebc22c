/** Records core/v1 Events in the background, as upstream's recorder does. */
import { type Event, events } from '@kubets/api';
import type { Client } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import type { EventRecorder } from '../controller.ts';
import { type Correlated, EventCorrelator } from './correlator.ts';
import { EventNames } from './event-names.ts';
import { EventQueue, type EventQueueOptions } from './event-queue.ts';

export interface EventRecorderOptions extends EventQueueOptions {
  readonly client: Client;
  /** `deployment-controller`, `kubelet`: the event's source. */
  readonly component: string;
  /** The node, for components of a node. */
  readonly host?: string;
}

export interface RunningEventRecorder extends EventRecorder {
  /** `fieldPath`: the part of the object, such as `spec.containers{web}`. */
  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void;
  /** Resolves when everything recorded so far is written or dropped. */
  drained(): Promise<void>;
}

export function createEventRecorder(options: EventRecorderOptions): RunningEventRecorder {
  return new CoreEventRecorder(options);
}

class CoreEventRecorder implements RunningEventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #correlator: EventCorrelator;
  readonly #names: EventNames;
  readonly #queue: EventQueue<Event>;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#correlator = new EventCorrelator(options.clock);
    this.#names = new EventNames(options.clock);
    this.#queue = new EventQueue(options, (event) => this.#write(event));
  }

  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void {
    this.#queue.add(this.#eventOf(about, type, reason, message, fieldPath), { reason, message });
  }

  drained(): Promise<void> {
    return this.#queue.drained();
  }

  #eventOf(about: KubeObject, type: string, reason: string, message: string, fieldPath?: string): Event {
    const { component, host, clock } = this.#options;
    const { name = '', namespace = '', uid, resourceVersion } = about.metadata ?? {};
    const now = formatTime(clock.now());
    return {
      metadata: { name: this.#names.next(name), namespace: namespace === '' ? 'default' : namespace },
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

  async #write(event: Event): Promise<void> {
    const correlated = this.#correlator.correlate(event);
    if (correlated.type === 'drop') return;
    const stored = await this.#queue.persist(event.reason ?? '', () => this.#send(correlated));
    if (stored !== undefined) this.#correlator.stored(correlated.key, stored);
  }

  async #send({ type, event }: Exclude<Correlated, { type: 'drop' }>): Promise<Event> {
    const { client, signal } = this.#options;
    if (type === 'count') {
      const { name = '', namespace } = event.metadata;
      const patch = { count: event.count, message: event.message, lastTimestamp: event.lastTimestamp };
      try {
        return await client.patch(events, { name, namespace }, 'strategic', patch, { signal });
      } catch (error) {
        // Events expire after an hour: an expired one is created again with its count.
        if (!isNotFound(error)) throw error;
      }
    }
    const { resourceVersion: _, ...metadata } = event.metadata;
    if (type === 'create') return client.create(events, { ...event, metadata }, { signal });
    const again = { name: this.#names.next(event.involvedObject.name ?? ''), namespace: metadata.namespace ?? '' };
    return client.create(events, { ...event, metadata: again }, { signal });
  }
}
