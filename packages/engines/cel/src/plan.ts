/** Types that the parts of the planner share. */
import { type Expr, hiddenAccumulator } from './ast.ts';
import type { CheckedExpr } from './checking.ts';
import type { Step } from './frame.ts';
import type { CelFunction } from './functions.ts';
import { type CelValue, isFault } from './values.ts';

/** An expression that can be evaluated. */
export interface Plan {
  readonly run: Step;
  /** Like `run`, without the cost of the attribute. Used for branches of conditionals and for indexes. */
  readonly bare: Step;
  /** Whether it is a variable, or a selection from one. */
  readonly attribute: boolean;
  /** Known before any evaluation. */
  readonly constant?: CelValue;
}

/** A well-typed expression that always fails: `int("x")`. */
export class CelProgramError extends Error {
  override readonly name = 'CelProgramError';
}

export interface PlannerEnvironment {
  function(name: string): CelFunction | undefined;
  /** Whether constants are folded without cost. */
  readonly optimize: boolean;
  /** Makes an object of a declared type. */
  construct(type: string, fields: ReadonlyMap<string, CelValue>): CelValue;
}

export function computed(run: Step): Plan {
  return { run, bare: run, attribute: false };
}

export function constantPlan(value: CelValue): Plan {
  if (isFault(value)) throw new CelProgramError(value.message);
  return { ...computed(() => value), constant: value };
}

/** Plans the parts of an expression. */
export interface Planning {
  readonly checked: CheckedExpr;
  readonly environment: PlannerEnvironment;
  plan(expr: Expr): Plan;
  /** A slot for a variable that exists while `plan` runs. */
  withLocal<T>(name: string, plan: (slot: number) => T): T;
}

/** Whether an expression is the accumulator of a macro. */
export const isAccumulator = (expr: Expr | undefined): boolean =>
  expr?.kind === 'ident' && expr.name === hiddenAccumulator;
