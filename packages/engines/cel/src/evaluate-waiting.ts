/** Evaluation with values that are not known yet, such as the answers of an asynchronous authorizer. */
import type { Evaluation } from './program.ts';
import { CelBudgetError } from './work-limit.ts';

/** Thrown while an expression is evaluated: the evaluation must be repeated when `ready` has resolved. */
export class CelPending extends Error {
  override readonly name = 'CelPending';
  readonly ready: () => Promise<unknown>;

  constructor(ready: () => Promise<unknown>) {
    super('the value is not known yet');
    this.ready = ready;
  }
}

/** Far more than an expression can need within its cost limit. */
const maxAttempts = 1_000;

/**
 * Calls `evaluate`, which must have no side effects, until nothing is pending. Whoever throws {@link CelPending} must know the value once
 * `ready` has resolved. Rejects with the errors of `ready`.
 */
export async function evaluateWaiting(evaluate: () => Evaluation): Promise<Evaluation> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    try {
      return evaluate();
    } catch (error) {
      if (!(error instanceof CelPending)) throw error;
      await error.ready();
    }
  }
  return { error: new CelBudgetError().message, exceeded: true, cost: 0 };
}
