/** Bounds what a pod can make of objects and of its own values by naming them many times. */
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
