/** The clock that components get as an argument, so that a whole cluster can run on a virtual clock. */

/** A pending call. Cancelling it again, or after it ran, does nothing. */
export interface Timer extends Disposable {
  cancel(): void;
}

export interface Clock {
  /** The wall time in milliseconds since the Unix epoch, with fractions if the host has them. */
  now(): number;
  /** Milliseconds since an arbitrary start, for durations. Never decreases. */
  monotonic(): number;
  /** Calls `run` once after `milliseconds`; even for 0, not before a later turn. */
  setTimer(milliseconds: number, run: () => void): Timer;
  /** Resolves after `milliseconds`. Rejects with the signal's reason if it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Implements `sleep` with the `setTimer` of a clock. */
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
