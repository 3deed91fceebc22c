/**
 * Refuses commits before the disk is full. A write that fails in the kernel can corrupt the heap of lmdb 3.5 (its error message
 * overflows a buffer of 100 bytes), so the store avoids it. Commits that are refused here can be repeated.
 */
import { statfsSync } from 'node:fs';
import type { Clock } from '@kubets/base';
import { StoreFailedError } from '@kubets/storage';

/** Reserved disk space in bytes. */
export const reserveBytes = 2 ** 24;
/** The size of the tree pages that a commit copies, in addition to its data. */
const overheadBytes = 2 ** 16;
/** The maximum age of a measurement (milliseconds). */
const maxMeasurementAgeMs = 100;

export function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

export class DiskRoom {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #measure: () => number;
  #left = 0;
  #measured = Number.NEGATIVE_INFINITY;

  constructor(directory: string, clock: Clock, measure: () => number = () => freeBytes(directory)) {
    this.#directory = directory;
    this.#clock = clock;
    this.#measure = measure;
  }

  /** Throws StoreFailedError if a commit of this size might not fit. */
  take(bytes: number): void {
    // Replaced values are written again, for reads at older revisions.
    const needed = 2 * bytes + overheadBytes;
    const now = this.#clock.monotonic();
    if (needed > this.#left || now - this.#measured > maxMeasurementAgeMs) {
      this.#left = this.#measure() - reserveBytes;
      this.#measured = now;
    }
    if (needed > this.#left) throw new StoreFailedError(`no space left on the disk of ${this.#directory}`);
    this.#left -= needed;
  }
}
