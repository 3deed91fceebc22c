/**
 * A key whose plan takes long (a ReplicaSet of 10,000 pods) rests in proportion, longer if it had only status to report: else
 * it would plan anew for every pod that changes, and keep the processor busy with nothing but that.
 */
import type { Clock } from '@kubets/base';

/** Plans shorter than this need no rest. Milliseconds. */
const minThrottledPlanMs = 1;
const factorAfterStatus = 20;
const factorAfterWrites = 3;
const maxThrottleMs = 500;

export class ReconcileThrottle {
  readonly #clock: Clock;
  /** Until when keys rest, by the monotonic clock. */
  readonly #throttledUntil = new Map<string, number>();
  /** How long the last plan of a key took, where that was long. */
  readonly #longPlans = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds the key still rests. */
  remainingMs(key: string): number {
    const left = (this.#throttledUntil.get(key) ?? 0) - this.#clock.monotonic();
    if (left <= 0) this.#throttledUntil.delete(key);
    return Math.max(0, left);
  }

  /** Of two plans in a row the shorter one counts: a single long one may be a cold start or a pause of the host. */
  record(key: string, planned: number, wrote: boolean): void {
    const before = this.#longPlans.get(key) ?? 0;
    if (planned <= minThrottledPlanMs) {
      this.#longPlans.delete(key);
      return;
    }
    this.#longPlans.set(key, planned);
    const rest = Math.min(before, planned) * (wrote ? factorAfterWrites : factorAfterStatus);
    if (rest > 0) this.#throttledUntil.set(key, this.#clock.monotonic() + Math.min(rest, maxThrottleMs));
  }

  forget(key: string): void {
    this.#throttledUntil.delete(key);
    this.#longPlans.delete(key);
  }
}
