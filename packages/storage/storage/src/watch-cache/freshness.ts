/** Reads that wait until the cache has reached a revision. */
import type { Clock, Timer } from '@kubets/base';
import { FutureRevisionError } from '../store.ts';

/** How long a read waits for a revision, and how often the store is asked for its revision (milliseconds). */
const waitTimeoutMs = 3000;
const progressIntervalMs = 100;

interface Waiting {
  readonly revision: number;
  readonly settle: (error?: { readonly error: unknown }) => void;
}

export interface FreshnessOptions {
  readonly clock: Clock;
  /** The revision of the cache. */
  current(): number;
  /** Requests a mark, which advances the cache if its resource has no changes. */
  requestProgress(): void;
}

export class Freshness {
  readonly #options: FreshnessOptions;
  readonly #waiting = new Set<Waiting>();
  #asking: Timer | undefined;

  constructor(options: FreshnessOptions) {
    this.#options = options;
  }

  async reach(revision: number, signal?: AbortSignal): Promise<void> {
    const { clock, current } = this.#options;
    if (current() >= revision) return;
    signal?.throwIfAborted();
    const reached = Promise.withResolvers<void>();
    const waiting: Waiting = {
      revision,
      settle: (failure) => (failure ? reached.reject(failure.error) : reached.resolve()),
    };
    const timer = clock.setTimer(waitTimeoutMs, () =>
      waiting.settle({ error: new FutureRevisionError(revision, current()) }),
    );
    const onAbort = (): void => waiting.settle({ error: signal?.reason });
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#waiting.add(waiting);
    this.#ask();
    try {
      await reached.promise;
    } finally {
      this.#waiting.delete(waiting);
      timer.cancel();
      signal?.removeEventListener('abort', onAbort);
      if (this.#waiting.size === 0) this.#asking?.cancel();
    }
  }

  /** Called when the cache has advanced. */
  moved(): void {
    if (this.#waiting.size === 0) return;
    const revision = this.#options.current();
    for (const waiting of this.#waiting) if (waiting.revision <= revision) waiting.settle();
  }

  /** Ends all waits. */
  fail(error: unknown): void {
    for (const waiting of this.#waiting) waiting.settle({ error });
  }

  #ask(): void {
    this.#options.requestProgress();
    this.#asking?.cancel();
    this.#asking = this.#options.clock.setTimer(progressIntervalMs, () => {
      if (this.#waiting.size > 0) this.#ask();
    });
  }
}
