/** Lets the writes that change the quotas of a namespace take turns, in the order in which they arrive. */
import type { Clock } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';

/** How long a write waits for its turn. Upstream: Evaluate of the admission plugin resourcequota. */
const maxWaitMs = 10_000;

interface Waiting {
  start(): void;
}

export class NamespaceTurns {
  readonly #clock: Clock;
  /** The writes that wait, by namespace. An entry exists while a write of the namespace has its turn. */
  readonly #waiting = new Map<string, Set<Waiting>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for the turn of a write. Its result ends the turn. Throws an internal error if it takes too long. */
  async take(namespace: string): Promise<() => void> {
    const waiting = this.#waiting.get(namespace);
    if (waiting === undefined) this.#waiting.set(namespace, new Set());
    else await this.#wait(waiting);
    return () => this.#end(namespace);
  }

  async #wait(waiting: Set<Waiting>): Promise<void> {
    const stop = new AbortController();
    const started = await new Promise<boolean>((resolve) => {
      const entry = { start: () => resolve(true) };
      waiting.add(entry);
      const late = (): void => {
        if (waiting.delete(entry)) resolve(false);
      };
      this.#clock.sleep(maxWaitMs, stop.signal).then(late, () => undefined);
    });
    stop.abort();
    if (!started) throw errors.internal('resource quota evaluation timed out');
  }

  #end(namespace: string): void {
    const waiting = this.#waiting.get(namespace);
    const [next] = waiting ?? [];
    if (next === undefined) this.#waiting.delete(namespace);
    else {
      waiting?.delete(next);
      next.start();
    }
  }
}
