/** Notices when HTTP is more than one thread can do: many requests, and little rest between them, for some seconds. */
import { performance } from 'node:perf_hooks';
import type { Clock } from '@kubets/base';

/** Milliseconds over which load is looked at, and how often in a row it must be high. */
const span = 1000;
const spans = 2;
/** Fewer than these are not what keeps the thread busy. */
const manyRequests = 300;
const busy = 0.75;

export class LoadWatch {
  readonly #clock: Clock;
  readonly #tooMuch: () => void;
  #since: number;
  #usage = performance.eventLoopUtilization();
  #requests = 0;
  #inARow = 0;
  #told = false;

  /** @param tooMuch told once. */
  constructor(clock: Clock, tooMuch: () => void) {
    this.#clock = clock;
    this.#tooMuch = tooMuch;
    this.#since = clock.monotonic();
  }

  /** A request has come. Looks at the clock by the hundred, and sets no timers: a server at rest sleeps. */
  request(): void {
    if (this.#told || ++this.#requests % 100 !== 0) return;
    const now = this.#clock.monotonic();
    if (now - this.#since < span) return;
    const usage = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(usage, this.#usage);
    const rate = (this.#requests * 1000) / (now - this.#since);
    this.#inARow = rate >= manyRequests && utilization >= busy ? this.#inARow + 1 : 0;
    this.#since = now;
    this.#usage = usage;
    this.#requests = 0;
    if (this.#inARow < spans) return;
    this.#told = true;
    this.#tooMuch();
  }
}
