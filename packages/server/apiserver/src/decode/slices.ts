/** Splits long work, so that other requests are served in between. */
import { nextTurn } from '@kubets/base';

/** Repeats `step`, each time in a new turn, until it has a result. Throws the signal's reason once that aborts. */
export async function inSlices<T>(step: () => T | undefined, signal: AbortSignal): Promise<T> {
  for (;;) {
    const result = step();
    if (result !== undefined) return result;
    await nextTurn();
    signal.throwIfAborted();
  }
}
