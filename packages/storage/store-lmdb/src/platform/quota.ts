/** Enforces the quota: an alarm when it is reached, which ends when enough space is free. */
import type { Clock, Logger } from '@kubets/base';
import { SpaceExceededError } from '@kubets/storage';

/** 2 GiB, as in etcd. */
export const defaultQuotaBytes = 2 ** 31;
/** The alarm ends below this fraction of the quota, so that it does not flap. */
const alarmEndRatio = 0.95;
/** The size of the tree pages that a commit copies, in addition to its data. */
const overheadBytes = 2 ** 14;
/** The maximum age of a measurement for refusing puts (milliseconds). */
const maxMeasurementAgeMs = 100;

export interface QuotaOptions {
  /** Bytes. */
  readonly quota: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Used bytes. */
  measure(): number;
}

export class Quota {
  readonly #options: QuotaOptions;
  #exceeded = false;
  #used = 0;
  #measured = Number.NEGATIVE_INFINITY;

  constructor(options: QuotaOptions) {
    this.#options = options;
  }

  /** Measures the usage. */
  get exceeded(): boolean {
    if (this.#exceeded) this.#measure();
    return this.#exceeded;
  }

  /** Throws SpaceExceededError and raises the alarm if puts of this size do not fit. */
  take(bytes: number): void {
    const { quota, clock, log } = this.#options;
    if (this.#exceeded && clock.monotonic() - this.#measured > maxMeasurementAgeMs) this.#measure();
    if (this.#exceeded) throw new SpaceExceededError();
    // Replaced values are kept for reads at older revisions.
    this.#used += bytes + overheadBytes;
    if (this.#used <= quota) return;
    this.#measure();
    if (this.#used + bytes <= quota) return;
    this.#exceeded = true;
    log.error(
      "the store has reached its quota and refuses writes: delete objects, run 'kubets defrag --forget-history', or raise --quota",
      { used: this.#used, quota },
    );
    throw new SpaceExceededError();
  }

  /** Ends the alarm if enough space is free. */
  #measure(): void {
    const { clock, quota, log, measure } = this.#options;
    this.#used = measure();
    this.#measured = clock.monotonic();
    if (!this.#exceeded || this.#used > quota * alarmEndRatio) return;
    this.#exceeded = false;
    log.info('the store is below its quota again and accepts writes', { used: this.#used, quota });
  }
}
