/** What the parts of the planner share: a plan, and how to make one of an expression. */
import { type Expr, hiddenAccumulator } from './ast.ts';
import type { CheckedExpr } from './checking.ts';
import type { Step } from './frame.ts';
import type { CelFunction } from './functions.ts';
import { type CelValue, isFault } from './values.ts';

/** A part that can be evaluated. */
export interface Plan {
  readonly run: Step;
  /** As `run` without the charge for the attribute itself: what a conditional's branches and indexes cost. */
  readonly bare: Step;
  /** A variable, or what is selected from one. */
  readonly attribute: boolean;
  /** Known before any evaluation. */
  readonly constant?: CelValue;
}

/** An expression that is well typed and can never be evaluated: `int("x")`. */
export class CelProgramError extends Error {
  override readonly name = 'CelProgramError';
}

export interface PlannerEnvironment {
  function(name: string): CelFunction | undefined;
  /** Whether what is constant is computed once, at no cost. */
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

/** Whether an expression is the accumulator a macro made. */
export const isAccumulator = (expr: Expr | undefined): boolean =>
  expr?.kind === 'ident' && expr.name === hiddenAccumulator;
