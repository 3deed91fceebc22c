/** Limits the total size of values that a pod can refer to many times. */
export class SizeBudget {
  #left: number;
  readonly #exceeded: () => Error;

  /** `exceeded` makes the error that is thrown when more than `most` characters or bytes are taken. */
  constructor(most: number, exceeded: () => Error) {
    this.#left = most;
    this.#exceeded = exceeded;
  }

  take(size: number): void {
    this.#left -= size;
    if (this.#left < 0) throw this.#exceeded();
  }
}
