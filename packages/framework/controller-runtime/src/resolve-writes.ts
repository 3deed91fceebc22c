/** Finds out what became of uncertain writes, by asking the store itself until it can tell. */
import { type Clock, type Logger, messageOf } from '@kubets/base';
import type { Informer } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { isResolved, type UncertainWrite } from './uncertain-write.ts';
import type { WriteLedger } from './write-ledger.ts';

/** The pause before the store is asked (again), milliseconds; doubling up to the longest. */
const initialReadDelayMs = 500;
const maxReadDelayMs = 5_000;

export interface WriteResolverOptions {
  readonly ledger: WriteLedger;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** A write of the key was settled. */
  resolved(key: string): void;
}

export class WriteResolver {
  readonly #options: WriteResolverOptions;
  readonly #running = new Set<Promise<void>>();

  constructor(options: WriteResolverOptions) {
    this.#options = options;
  }

  /** Bars the key, and asks until the write is decided or the key is forgotten. */
  resolve(key: string, informer: Informer<KubeObject>, write: UncertainWrite): void {
    this.#options.ledger.uncertain(key, write);
    const run = this.#run(key, informer, write).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /** Resolves when all asking has ended: once the signal has aborted. */
  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #run(key: string, informer: Informer<KubeObject>, write: UncertainWrite): Promise<void> {
    const { ledger, clock, signal, log, resolved } = this.#options;
    const end = clock.monotonic() + write.uncertainMs;
    for (let pause = initialReadDelayMs; ledger.awaits(key, write); pause = Math.min(2 * pause, maxReadDelayMs)) {
      const left = end - clock.monotonic();
      await clock.sleep(left > 0 ? Math.min(pause, left) : pause, signal).catch(() => undefined);
      if (signal.aborted) return;
      // Read after the end, not only answered then: else the write could come in between.
      const late = clock.monotonic() >= end;
      try {
        const standing = await informer.getLive(write.ref, signal);
        if (!late && !isResolved(write.intent, standing)) continue;
        ledger.resolved(key, write, informer, standing);
        resolved(key);
      } catch (error) {
        if (!signal.aborted) log.debug(`cannot settle a write: ${messageOf(error)}`, { key, ...write.ref });
      }
    }
  }
}
