/** Repeats work in the background: soon after each call of `wake`, and at an interval. One run at a time. */
import type { Clock, Timer } from '@kubets/base';

export class Refresher {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #work: (signal: AbortSignal) => Promise<void>;
  #timer: Timer | undefined;
  #running = false;
  #again = false;

  /** @param work must not reject. */
  constructor(clock: Clock, intervalMs: number, work: (signal: AbortSignal) => Promise<void>) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#work = work;
  }

  wake(signal: AbortSignal): void {
    if (signal.aborted) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#timer?.cancel();
    this.#running = true;
    this.#again = false;
    void this.#work(signal).finally(() => {
      this.#running = false;
      if (signal.aborted) return;
      if (this.#again) this.wake(signal);
      else if (this.#intervalMs < Number.POSITIVE_INFINITY)
        this.#timer = this.#clock.setTimer(this.#intervalMs, () => this.wake(signal));
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
