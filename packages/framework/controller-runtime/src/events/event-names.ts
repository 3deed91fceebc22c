/** Names of events: the name of the object and the time in hexadecimal nanoseconds since 1970. */
import type { Clock } from '@kubets/base';

export class EventNames {
  readonly #clock: Clock;
  #lastNanos = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Unique, even if several events have the same time. */
  next(about: string): string {
    const now = BigInt(Math.trunc(this.#clock.now() * 1000)) * 1000n;
    this.#lastNanos = now > this.#lastNanos ? now : this.#lastNanos + 1n;
    return `${about}.${this.#lastNanos.toString(16)}`;
  }
}
