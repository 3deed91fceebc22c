/** Writes events in the background, in order, with retries. */
import { BoundedQueue, type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { isReason } from '@kubets/machinery/status-error';

export interface EventQueueOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Further events are dropped, as by upstream's broadcaster. */
const capacity = 1000;
const maxAttempts = 12;
const retryDelayMs = 10_000;

export class EventQueue<T> {
  readonly #options: EventQueueOptions;
  readonly #write: (item: T) => Promise<void>;
  readonly #queue = new BoundedQueue<T>(capacity);
  #draining: Promise<void> | undefined;

  /** @param write writes an item; it must not reject. */
  constructor(options: EventQueueOptions, write: (item: T) => Promise<void>) {
    this.#options = options;
    this.#write = write;
  }

  /** `fields` are logged if the queue is full. */
  add(item: T, fields: Readonly<Record<string, string>>): void {
    const { signal, log } = this.#options;
    if (signal.aborted) return;
    if (!this.#queue.push(item)) {
      log.warn('the event queue is full: dropped an event', fields);
      return;
    }
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
  }

  /** Resolves when everything added so far is written or dropped. */
  async drained(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  /** Calls `send` until it succeeds, up to 12 times while the server is unavailable. Returns its result. */
  async persist<R>(reason: string, send: () => Promise<R>): Promise<R | undefined> {
    const { clock, random, signal, log } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        if (signal.aborted) return undefined;
        const retriable = isReason(error, 'ServiceUnavailable') || isReason(error, 'Timeout');
        if (!retriable || attempt >= maxAttempts) {
          log.debug(`cannot write an event: ${messageOf(error)}`, { reason });
          return undefined;
        }
        await clock.sleep(attempt === 1 ? retryDelayMs * random.next() : retryDelayMs, signal).catch(() => undefined);
      }
    }
  }

  async #drain(): Promise<void> {
    while (this.#queue.size > 0) {
      const item = await this.#queue.shift();
      if (item !== undefined && !this.#options.signal.aborted) await this.#write(item);
    }
  }
}
