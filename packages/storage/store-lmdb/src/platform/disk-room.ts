/**
 * Refuses commits before the disk is full. A write that the kernel refuses outright can corrupt the heap of lmdb 3.5 (its
 * error text overflows a buffer of 100 bytes), so the store stops short of that; what it refuses here can be tried again.
 */
import { statfsSync } from 'node:fs';
import type { Clock } from '@kubets/base';
import { StoreFailedError } from '@kubets/storage';

/** Bytes of the disk that are never used. */
export const reserve = 2 ** 24;
/** Pages that a commit copies on its way through the trees, beside its own bytes. */
const overhead = 2 ** 16;
/** How old a measurement may be (milliseconds). */
const validity = 100;

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

  /** Throws StoreFailedError when a commit of so many bytes might not fit. */
  take(bytes: number): void {
    // What a commit replaces is written once more, to be read at older revisions.
    const needed = 2 * bytes + overhead;
    const now = this.#clock.monotonic();
    if (needed > this.#left || now - this.#measured > validity) {
      this.#left = this.#measure() - reserve;
      this.#measured = now;
    }
    if (needed > this.#left) throw new StoreFailedError(`no room left on the disk of ${this.#directory}`);
    this.#left -= needed;
  }
}
