/** Hands out numbers of a range, each to one owner at a time: cluster IPs and node ports are such numbers. */
import type { Random } from '@kubets/base';

export type TakeResult = 'taken' | 'outOfRange' | 'allocated';

export interface NumberPoolOptions {
  /** First and last number, both included. */
  readonly first: number;
  readonly last: number;
  /** So many at the start are left to those who ask for a certain number, as long as the rest lasts. */
  readonly reserved: number;
  readonly random: Random;
}

/** Everything happens within one turn of the event loop, so two requests never get the same number. */
export class NumberPool {
  readonly #options: NumberPoolOptions;
  readonly #taken = new Set<number>();

  constructor(options: NumberPoolOptions) {
    this.#options = options;
  }

  get free(): number {
    return this.#options.last - this.#options.first + 1 - this.#taken.size;
  }

  take(number: number): TakeResult {
    const { first, last } = this.#options;
    if (number < first || number > last) return 'outOfRange';
    if (this.#taken.has(number)) return 'allocated';
    this.#taken.add(number);
    return 'taken';
  }

  release(number: number): void {
    this.#taken.delete(number);
  }

  /** A random free number, from the upper part while it has any. Undefined when none is free. */
  takeAny(): number | undefined {
    const { first, last, reserved } = this.#options;
    return this.#takeBetween(first + reserved, last) ?? this.#takeBetween(first, first + reserved - 1);
  }

  #takeBetween(first: number, last: number): number | undefined {
    const size = last - first + 1;
    if (size <= 0) return undefined;
    const start = this.#options.random.integer(size);
    for (let step = 0; step < size; step++) {
      const number = first + ((start + step) % size);
      if (this.take(number) === 'taken') return number;
    }
    return undefined;
  }
}
