/** Detects that HTTP needs more than this thread: many requests and a busy event loop, for several seconds. */
import { performance } from 'node:perf_hooks';
import type { Clock } from '@kubets/base';

/** How long load is measured, and how many measurements in a row must show high load. */
const spanMs = 1000;
const busySpans = 2;
/** With fewer requests, something else keeps the thread busy. */
const busyRequestsPerSecond = 300;
const busyUtilization = 0.75;

export class LoadWatch {
  readonly #clock: Clock;
  readonly #overloaded: () => void;
  #since: number;
  #usage = performance.eventLoopUtilization();
  #requests = 0;
  #busyInARow = 0;
  #reported = false;

  /** @param overloaded called once. */
  constructor(clock: Clock, overloaded: () => void) {
    this.#clock = clock;
    this.#overloaded = overloaded;
    this.#since = clock.monotonic();
  }

  /** Counts a request. Reads the clock every hundred requests and sets no timers, so that an idle server sleeps. */
  request(): void {
    if (this.#reported || ++this.#requests % 100 !== 0) return;
    const now = this.#clock.monotonic();
    if (now - this.#since < spanMs) return;
    const usage = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(usage, this.#usage);
    const rate = (this.#requests * 1000) / (now - this.#since);
    this.#busyInARow = rate >= busyRequestsPerSecond && utilization >= busyUtilization ? this.#busyInARow + 1 : 0;
    this.#since = now;
    this.#usage = usage;
    this.#requests = 0;
    if (this.#busyInARow < busySpans) return;
    this.#reported = true;
    this.#overloaded();
  }
}
