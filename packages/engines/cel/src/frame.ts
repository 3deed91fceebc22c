/** The state of an evaluation: variables, accumulated cost, cost limit and interruption. */
import type { CelValue } from './values.ts';
import { CelBudgetError } from './work-limit.ts';

/** A compiled expression. */
export type Step = (frame: Frame) => CelValue;

export class Frame {
  /** Variables by slot. */
  readonly slots: CelValue[];
  readonly #limit: number;
  readonly #interrupted: (() => boolean) | undefined;
  cost = 0;

  constructor(slots: CelValue[], limit: number, interrupted: (() => boolean) | undefined) {
    this.slots = slots;
    this.#limit = limit;
    this.#interrupted = interrupted;
  }

  /** Throws {@link CelBudgetError} when the limit is exceeded. */
  charge(cost: number): void {
    this.cost += cost;
    if (this.cost > this.#limit) throw new CelBudgetError();
  }

  /** Called every hundred iterations of a comprehension. */
  interrupted(): boolean {
    return this.#interrupted?.() ?? false;
  }
}
