/** Decides when long work must let other requests run. */
import { nextTurn } from '@kubets/base';

/** After this time, the next piece of work waits for the next turn. Each piece ends within about 50 ms. */
const maxTurnMs = 5;

export class Turns {
  readonly #monotonic: () => number;
  #started: number;

  /** @param monotonic milliseconds, as `Clock.monotonic`. */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
    this.#started = monotonic();
  }

  get isOver(): boolean {
    return this.#monotonic() - this.#started > maxTurnMs;
  }

  readonly next = async (): Promise<void> => {
    await nextTurn();
    this.#started = this.#monotonic();
  };

  /** Call it after waiting for something else. */
  begin(): void {
    this.#started = this.#monotonic();
  }
}
