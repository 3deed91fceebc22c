/** Keeps the store to a size: an alarm once it is reached, which ends by itself when enough room has been made. */
import type { Clock, Logger } from '@kubets/base';
import { SpaceExceededError } from '@kubets/storage';

/** etcd's own: 2 GiB. */
export const defaultQuota = 2 ** 31;
/** The alarm ends below this share of the quota, so that it does not come and go. */
const enough = 0.95;
/** Pages that a commit copies on its way through the trees, beside its own bytes. */
const overhead = 2 ** 14;
/** How old a measurement may be by which puts are refused (milliseconds). */
const validity = 100;

export interface QuotaOptions {
  /** Bytes. */
  readonly quota: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Bytes that hold something. */
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

  /** Measures anew. */
  get exceeded(): boolean {
    if (this.#exceeded) this.#measure();
    return this.#exceeded;
  }

  /** Throws SpaceExceededError when puts of so many bytes do not fit, and raises the alarm. */
  take(bytes: number): void {
    const { quota, clock, log } = this.#options;
    if (this.#exceeded && clock.monotonic() - this.#measured > validity) this.#measure();
    if (this.#exceeded) throw new SpaceExceededError();
    // What a put replaces is kept, to be read at older revisions.
    this.#used += bytes + overhead;
    if (this.#used <= quota) return;
    this.#measure();
    if (this.#used + bytes <= quota) return;
    this.#exceeded = true;
    log.error('the store has reached its quota and takes no more writes', { used: this.#used, quota });
    throw new SpaceExceededError();
  }

  /** Ends the alarm when there is enough room. */
  #measure(): void {
    const { clock, quota, log, measure } = this.#options;
    this.#used = measure();
    this.#measured = clock.monotonic();
    if (!this.#exceeded || this.#used > quota * enough) return;
    this.#exceeded = false;
    log.info('the store has room again', { used: this.#used, quota });
  }
}
