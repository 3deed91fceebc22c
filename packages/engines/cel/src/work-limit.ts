/**
 * Bounds the work that upstream's cost rules do not count: values nested or shared so that walking them takes
 * exponentially longer than they are large. One evaluation runs at a time, so one counter does.
 */

/** Thrown when an evaluation may go no further; `message` is upstream's. */
export class CelBudgetError extends Error {
  override readonly name = 'CelBudgetError';

  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** Steps of about 20 ns each. */
const mostWork = 1_000_000;
const deepest = 1_000;
let left = mostWork;
let depth = 0;

/** Runs `evaluate` with a full allowance. */
export function withWorkLimit<T>(evaluate: () => T): T {
  const before = [left, depth] as const;
  left = mostWork;
  depth = 0;
  try {
    return evaluate();
  } finally {
    [left, depth] = before;
  }
}

/** Throws {@link CelBudgetError} once the allowance is used up. */
export function spendWork(steps: number): void {
  left -= steps;
  if (left < 0) throw new CelBudgetError();
}

/** Goes one level down into nested values; {@link leaveNested} goes up again, unless the evaluation has ended. */
export function enterNested(): void {
  spendWork(1);
  depth += 1;
  if (depth > deepest) throw new CelBudgetError();
}

export function leaveNested(): void {
  depth -= 1;
}

/** Runs `walk` one level down. */
export function nested<T>(walk: () => T): T {
  enterNested();
  const result = walk();
  leaveNested();
  return result;
}
