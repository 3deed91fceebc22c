/**
 * Limits work that upstream's cost rules do not count: traversal of nested or shared values, which can take exponential time.
 * Evaluations do not overlap, so there is one counter.
 */

/** Thrown when an evaluation exceeds the limit; `message` is upstream's. */
export class CelBudgetError extends Error {
  override readonly name = 'CelBudgetError';

  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** Steps of about 20 ns each. */
const maxWorkSteps = 1_000_000;
const maxDepth = 1_000;
let left = maxWorkSteps;
let depth = 0;

/** Runs `evaluate` with a reset counter. */
export function withWorkLimit<T>(evaluate: () => T): T {
  const before = [left, depth] as const;
  left = maxWorkSteps;
  depth = 0;
  try {
    return evaluate();
  } finally {
    [left, depth] = before;
  }
}

/** Throws {@link CelBudgetError} when the limit is exceeded. */
export function spendWork(steps: number): void {
  left -= steps;
  if (left < 0) throw new CelBudgetError();
}

/** Goes one level down into nested values; {@link leaveNested} goes up again, unless the evaluation has ended. */
export function enterNested(): void {
  spendWork(1);
  depth += 1;
  if (depth > maxDepth) throw new CelBudgetError();
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
