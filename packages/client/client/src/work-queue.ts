/**
 * The queue between informers and workers. It contains a key at most once, gives it to one worker at a time, and retries it after
 * a failure with exponential backoff and an overall rate limit. Upstream: client-go's workqueue.
 */
import type { Clock, Timer } from '@kubets/base';

export interface WorkQueueOptions {
  readonly clock: Clock;
  /** The backoff of a key: initial and maximum delay. Default 5 and 1,000,000. */
  readonly baseDelayMs?: number;
  readonly maxDelayMs?: number;
  /** The rate limit for the retries of all keys: a token bucket. Default 100 and 10. */
  readonly burst?: number;
  readonly qps?: number;
}

export class WorkQueue {
  readonly #clock: Clock;
  readonly #baseDelayMs: number;
  readonly #maxDelayMs: number;
  readonly #rateLimiter: TokenBucket;
  /** Keys to process, in order. */
  readonly #queue = new Set<string>();
  readonly #processing = new Set<string>();
  /** Keys that were added while they were processed. */
  readonly #dirty = new Set<string>();
  readonly #delayed = new Map<string, { readonly at: number; readonly timer: Timer }>();
  readonly #failures = new Map<string, number>();
  readonly #waiters: ((key: string | undefined) => void)[] = [];
  #shuttingDown = false;

  constructor(options: WorkQueueOptions) {
    this.#clock = options.clock;
    this.#baseDelayMs = options.baseDelayMs ?? 5;
    this.#maxDelayMs = options.maxDelayMs ?? 1_000_000;
    this.#rateLimiter = new TokenBucket(options.clock, options.burst ?? 100, options.qps ?? 10);
  }

  /** The number of keys that are ready. */
  get length(): number {
    return this.#queue.size;
  }

  /** Whether no key is ready or processed. Delayed keys do not count. */
  get idle(): boolean {
    return this.#queue.size === 0 && this.#processing.size === 0;
  }

  add(key: string): void {
    if (this.#shuttingDown) return;
    this.#cancelDelay(key);
    if (this.#processing.has(key)) {
      this.#dirty.add(key);
      return;
    }
    const waiter = this.#queue.has(key) ? undefined : this.#waiters.shift();
    if (waiter === undefined) {
      this.#queue.add(key);
      return;
    }
    this.#processing.add(key);
    waiter(key);
  }

  /** Adds the key after a delay. Of several delays of one key, the one that ends first counts. */
  addAfter(key: string, milliseconds: number): void {
    if (this.#shuttingDown) return;
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

  /** Adds the key after its backoff. Returns the delay in milliseconds. */
  addRateLimited(key: string): number {
    const numRequeues = this.#failures.get(key) ?? 0;
    this.#failures.set(key, numRequeues + 1);
    const own = Math.min(this.#baseDelayMs * 2 ** numRequeues, this.#maxDelayMs);
    const delay = Math.max(own, this.#rateLimiter.reserve());
    this.addAfter(key, delay);
    return delay;
  }

  /** Resets the backoff of the key. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The next key; undefined after `shutDown`. The caller must call `done` for it. */
  get(): Promise<string | undefined> {
    if (this.#shuttingDown) return Promise.resolve(undefined);
    const [key] = this.#queue;
    if (key === undefined) return new Promise((resolve) => this.#waiters.push(resolve));
    this.#queue.delete(key);
    this.#processing.add(key);
    return Promise.resolve(key);
  }

  done(key: string): void {
    this.#processing.delete(key);
    if (this.#dirty.delete(key)) this.add(key);
  }

  /** Drops all waiting keys and ends all calls of `get`. Workers keep the keys they process. */
  shutDown(): void {
    this.#shuttingDown = true;
    for (const { timer } of this.#delayed.values()) timer.cancel();
    this.#delayed.clear();
    this.#queue.clear();
    this.#dirty.clear();
    for (const waiter of this.#waiters.splice(0)) waiter(undefined);
  }

  #cancelDelay(key: string): void {
    this.#delayed.get(key)?.timer.cancel();
    this.#delayed.delete(key);
  }
}

/** A token bucket: an initial burst, then a constant rate. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #qps: number;
  #tokens: number;
  #refilledAt: number;

  constructor(clock: Clock, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#qps = perSecond;
    this.#tokens = burst;
    this.#refilledAt = clock.monotonic();
  }

  /** Takes a token, also in advance. Returns the milliseconds until it is available. */
  reserve(): number {
    this.#refill();
    this.#tokens -= 1;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#qps) * 1000;
  }

  /** Takes a token if one is available. */
  tryAccept(): boolean {
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #refill(): void {
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#refilledAt) / 1000) * this.#qps);
    this.#refilledAt = now;
  }
}
