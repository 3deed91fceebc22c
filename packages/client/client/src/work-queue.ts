/**
 * The queue between informers and workers: a key waits in it once, is worked on by one worker at a time, and comes back
 * after a failure with exponential back-off under an overall budget.
 */
import type { Clock, Timer } from '@kubets/base';

export interface WorkQueueOptions {
  readonly clock: Clock;
  /** First and longest pause of a failing key, milliseconds. Default 5 and 1,000,000. */
  readonly firstDelay?: number;
  readonly longestDelay?: number;
  /** Retries of all keys together: a bucket of `burst` that refills at `perSecond`. Default 100 and 10. */
  readonly burst?: number;
  readonly perSecond?: number;
}

export class WorkQueue {
  readonly #clock: Clock;
  readonly #firstDelay: number;
  readonly #longestDelay: number;
  readonly #retryBudget: TokenBucket;
  /** Keys to work on, in order. */
  readonly #ready = new Set<string>();
  readonly #working = new Set<string>();
  /** Keys that changed while they were worked on. */
  readonly #again = new Set<string>();
  readonly #delayed = new Map<string, { readonly at: number; readonly timer: Timer }>();
  readonly #failures = new Map<string, number>();
  readonly #waiting: ((key: string | undefined) => void)[] = [];
  #closed = false;

  constructor(options: WorkQueueOptions) {
    this.#clock = options.clock;
    this.#firstDelay = options.firstDelay ?? 5;
    this.#longestDelay = options.longestDelay ?? 1_000_000;
    this.#retryBudget = new TokenBucket(options.clock, options.burst ?? 100, options.perSecond ?? 10);
  }

  /** Keys ready to be worked on. */
  get length(): number {
    return this.#ready.size;
  }

  /** Nothing is ready, nothing is being worked on; delayed keys do not count. */
  get idle(): boolean {
    return this.#ready.size === 0 && this.#working.size === 0;
  }

  add(key: string): void {
    if (this.#closed) return;
    this.#undelay(key);
    if (this.#working.has(key)) {
      this.#again.add(key);
      return;
    }
    const taker = this.#ready.has(key) ? undefined : this.#waiting.shift();
    if (taker === undefined) {
      this.#ready.add(key);
      return;
    }
    this.#working.add(key);
    taker(key);
  }

  /** Adds the key after a pause; of several pauses of one key the one that ends first counts. */
  addAfter(key: string, milliseconds: number): void {
    if (this.#closed) return;
    if (milliseconds <= 0) {
      this.add(key);
      return;
    }
    const at = this.#clock.monotonic() + milliseconds;
    const earlier = this.#delayed.get(key);
    if (earlier !== undefined && earlier.at <= at) return;
    earlier?.timer.cancel();
    this.#delayed.set(key, { at, timer: this.#clock.setTimer(milliseconds, () => this.add(key)) });
  }

  /** Adds the key after the pause its failures in a row call for; returns that pause in milliseconds. */
  addRateLimited(key: string): number {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const own = Math.min(this.#firstDelay * 2 ** failures, this.#longestDelay);
    const delay = Math.max(own, this.#retryBudget.take());
    this.addAfter(key, delay);
    return delay;
  }

  /** The key did well: its next failure starts from the shortest pause. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The next key, or undefined once the queue is closed. Whoever gets a key must call `done`. */
  next(): Promise<string | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    const [key] = this.#ready;
    if (key === undefined) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#ready.delete(key);
    this.#working.add(key);
    return Promise.resolve(key);
  }

  done(key: string): void {
    this.#working.delete(key);
    if (this.#again.delete(key)) this.add(key);
  }

  /** Drops what waits and ends every `next`; keys in work stay with their workers. */
  close(): void {
    this.#closed = true;
    for (const { timer } of this.#delayed.values()) timer.cancel();
    this.#delayed.clear();
    this.#ready.clear();
    this.#again.clear();
    for (const taker of this.#waiting.splice(0)) taker(undefined);
  }

  #undelay(key: string): void {
    this.#delayed.get(key)?.timer.cancel();
    this.#delayed.delete(key);
  }
}

/** Hands out places at a steady rate after an initial burst; a caller learns how long its place is away. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #at: number;

  constructor(clock: Clock, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
    this.#at = clock.monotonic();
  }

  /** Takes one token, going into debt when none is left; returns the milliseconds until it is paid for. */
  take(): number {
    this.#refill();
    this.#tokens -= 1;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#perSecond) * 1000;
  }

  /** Takes one token only if there is one. */
  tryTake(): boolean {
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #refill(): void {
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
  }
}
