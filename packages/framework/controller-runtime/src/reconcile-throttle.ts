/**
 * Throttles keys whose reconciliation is expensive, such as a ReplicaSet of 10,000 pods, in proportion to its cost. Otherwise they would
 * be reconciled for each pod that changes, and use all of the CPU.
 */
import type { Clock } from '@kubets/base';

/** Shorter plans are not throttled. */
const minThrottledPlanMs = 1;
const factorAfterStatus = 20;
const factorAfterWrites = 3;
const maxThrottleMs = 500;

export class ReconcileThrottle {
  readonly #clock: Clock;
  /** The end of the throttling of each key, on the monotonic clock. */
  readonly #throttledUntil = new Map<string, number>();
  /** The duration of the last plan of each key, if it was long. */
  readonly #longPlans = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How much longer the key is throttled, in milliseconds. */
  remainingMs(key: string): number {
    const remaining = (this.#throttledUntil.get(key) ?? 0) - this.#clock.monotonic();
    if (remaining <= 0) this.#throttledUntil.delete(key);
    return Math.max(0, remaining);
  }

  /** The shorter of two consecutive plans counts: a single long one can be caused by a cold start or a pause of the host. */
  record(key: string, planned: number, wrote: boolean): void {
    const before = this.#longPlans.get(key) ?? 0;
    if (planned <= minThrottledPlanMs) {
      this.#longPlans.delete(key);
      return;
    }
    this.#longPlans.set(key, planned);
    const throttleMs = Math.min(before, planned) * (wrote ? factorAfterWrites : factorAfterStatus);
    if (throttleMs > 0) this.#throttledUntil.set(key, this.#clock.monotonic() + Math.min(throttleMs, maxThrottleMs));
  }

  forget(key: string): void {
    this.#throttledUntil.delete(key);
    this.#longPlans.delete(key);
  }
}
