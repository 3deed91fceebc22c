/** Resolves uncertain writes by reading the store until their outcome is known. */
import { type Clock, type Logger, messageOf } from '@kubets/base';
import type { Informer } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { isResolved, type UncertainWrite } from './uncertain-write.ts';
import type { WriteLedger } from './write-ledger.ts';

/** The delay before the store is read; it doubles with each read. */
const initialReadDelayMs = 500;
const maxReadDelayMs = 5_000;

export interface WriteResolverOptions {
  readonly ledger: WriteLedger;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Called when a write of the key is resolved. */
  resolved(key: string): void;
}

export class WriteResolver {
  readonly #options: WriteResolverOptions;
  readonly #running = new Set<Promise<void>>();

  constructor(options: WriteResolverOptions) {
    this.#options = options;
  }

  /** Blocks the key and reads the store until the write is resolved or the key is forgotten. */
  resolve(key: string, informer: Informer<KubeObject>, write: UncertainWrite): void {
    this.#options.ledger.uncertain(key, write);
    const run = this.#run(key, informer, write).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /** Resolves when all reads have ended, after the signal has aborted. */
  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #run(key: string, informer: Informer<KubeObject>, write: UncertainWrite): Promise<void> {
    const { ledger, clock, signal, log, resolved } = this.#options;
    const end = clock.monotonic() + write.uncertainMs;
    for (let delayMs = initialReadDelayMs; ledger.awaits(key, write); delayMs = Math.min(2 * delayMs, maxReadDelayMs)) {
      const left = end - clock.monotonic();
      await clock.sleep(left > 0 ? Math.min(delayMs, left) : delayMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      // The read must start after the end, or the write could happen during the read.
      const late = clock.monotonic() >= end;
      try {
        const standing = await informer.getLive(write.ref, signal);
        if (!late && !isResolved(write.intent, standing)) continue;
        ledger.resolved(key, write, informer, standing);
        resolved(key);
      } catch (error) {
        if (!signal.aborted)
          log.debug(`cannot resolve the outcome of a write: ${messageOf(error)}`, { key, ...write.ref });
      }
    }
  }
}
