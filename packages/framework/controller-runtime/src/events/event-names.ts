/** Names of events: that of the object and the time, in nanoseconds since 1970 and hexadecimal. */
import type { Clock } from '@kubets/base';

export class EventNames {
  readonly #clock: Clock;
  #lastNanos = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Never the same twice: several events may fall into one tick of the clock. */
  next(about: string): string {
    const now = BigInt(Math.trunc(this.#clock.now() * 1000)) * 1000n;
    this.#lastNanos = now > this.#lastNanos ? now : this.#lastNanos + 1n;
    return `${about}.${this.#lastNanos.toString(16)}`;
  }
}
