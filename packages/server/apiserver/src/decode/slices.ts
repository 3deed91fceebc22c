/** Splits long work, so that other requests are served in between. */
import { nextTurn } from '@kubets/base';

/** Repeats `step` in turns of their own until it has a result. Stops with the signal's reason once nobody waits for it. */
export async function inSlices<T>(step: () => T | undefined, signal: AbortSignal): Promise<T> {
  for (;;) {
    const result = step();
    if (result !== undefined) return result;
    await nextTurn();
    signal.throwIfAborted();
  }
}
