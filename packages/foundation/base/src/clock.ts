/** Time as a component sees it: handed in, so that a whole cluster can run on a virtual clock. */

/** A pending call; cancelling it twice, or after it ran, does nothing. */
export interface Timer extends Disposable {
  cancel(): void;
}

export interface Clock {
  /** Wall time, milliseconds since the Unix epoch, with fractions where the host has them. */
  now(): number;
  /** Milliseconds from an arbitrary start that never run backwards: for durations. */
  monotonic(): number;
  /** Calls `run` once, `milliseconds` from now (at the earliest in a later turn, even for 0). */
  setTimer(milliseconds: number, run: () => void): Timer;
  /** Resolves after `milliseconds`; rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** `sleep` for any clock, in terms of its `setTimer`. */
export function sleepOn(clock: Pick<Clock, 'setTimer'>, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = clock.setTimer(milliseconds, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
