/** Reads that wait for the cache to get as far as a revision. */
import type { Clock, Timer } from '@kubets/base';
import { FutureRevisionError } from '../store.ts';

/** How long a read waits for a revision, and how often the store is asked meanwhile how far it is (milliseconds). */
const patience = 3000;
const askInterval = 100;

interface Waiting {
  readonly revision: number;
  readonly settle: (error?: { readonly error: unknown }) => void;
}

export interface FreshnessOptions {
  readonly clock: Clock;
  /** How far the cache is. */
  current(): number;
  /** Asks for the mark that moves the cache on when nothing of its own happens. */
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
    const timer = clock.setTimer(patience, () =>
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

  /** The cache has got further. */
  moved(): void {
    if (this.#waiting.size === 0) return;
    const revision = this.#options.current();
    for (const waiting of this.#waiting) if (waiting.revision <= revision) waiting.settle();
  }

  /** Nobody need wait any longer. */
  fail(error: unknown): void {
    for (const waiting of this.#waiting) waiting.settle({ error });
  }

  #ask(): void {
    this.#options.requestProgress();
    this.#asking?.cancel();
    this.#asking = this.#options.clock.setTimer(askInterval, () => {
      if (this.#waiting.size > 0) this.#ask();
    });
  }
}
