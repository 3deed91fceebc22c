/** Events wait here to be written: one after the other, in the background, again while the server cannot take them. */
import { BoundedQueue, type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { isReason } from '@kubets/machinery/status-error';

export interface EventQueueOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Events that wait; more are dropped, as upstream's broadcaster drops them. */
const capacity = 1000;
const maxAttempts = 12;
const retryDelayMs = 10_000;

export class EventQueue<T> {
  readonly #options: EventQueueOptions;
  readonly #write: (item: T) => Promise<void>;
  readonly #queue = new BoundedQueue<T>(capacity);
  #draining: Promise<void> | undefined;

  /** @param write takes an item out of the queue; it must not reject. */
  constructor(options: EventQueueOptions, write: (item: T) => Promise<void>) {
    this.#options = options;
    this.#write = write;
  }

  /** `fields` go into the log where there is no room for the item. */
  add(item: T, fields: Readonly<Record<string, string>>): void {
    const { signal, log } = this.#options;
    if (signal.aborted) return;
    if (!this.#queue.push(item)) {
      log.warn('too many events wait to be written: one was dropped', fields);
      return;
    }
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
  }

  /** Resolves when everything added so far is written or given up. */
  async drained(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  /** Calls `send` until it succeeds, fails for good, or has been tried often enough. Returns what it answered. */
  async persist<R>(reason: string, send: () => Promise<R>): Promise<R | undefined> {
    const { clock, random, signal, log } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        if (signal.aborted) return undefined;
        const passing = isReason(error, 'ServiceUnavailable') || isReason(error, 'Timeout');
        if (!passing || attempt >= maxAttempts) {
          log.debug(`an event was not written: ${messageOf(error)}`, { reason });
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
