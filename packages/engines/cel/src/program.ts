/** A compiled expression: evaluates over variables within a cost limit. */
import { childrenOf, type Expr } from './ast.ts';
import type { CheckedExpr } from './checking.ts';
import type { Adapter } from './collections.ts';
import { estimateCost } from './cost-estimate.ts';
import type { Range } from './cost-range.ts';
import type { DeclaredType } from './declared-type.ts';
import { Frame, type Step } from './frame.ts';
import { isCelObject } from './inspect.ts';
import type { PlannerEnvironment } from './plan.ts';
import { Planner } from './planner.ts';
import type { CelType } from './types.ts';
import { type CelValue, isFault } from './values.ts';
import { CelBudgetError, withWorkLimit } from './work-limit.ts';

/** Cost one evaluation may have (upstream's `PerCallLimit`). */
export const perCallLimit = 1_000_000;

export interface EvaluationOptions {
  /** Default {@link perCallLimit}. */
  readonly costLimit?: number;
  /** Called regularly during comprehensions; true ends the evaluation with an error. */
  readonly interrupted?: () => boolean;
}

/** Outcome and cost; `exceeded` if the cost limit ended the evaluation, with `error` set. */
export type Evaluation =
  | { readonly value: CelValue; readonly cost: number }
  | { readonly error: string; readonly exceeded: boolean; readonly cost: number };

/** The interface between program and environment. */
export interface ProgramEnvironment extends PlannerEnvironment {
  adapterOf(variable: string): Adapter;
  /** The type a variable was declared with, where its sizes are known. */
  declaredVariable(name: string): DeclaredType | undefined;
  objectType(name: string): DeclaredType | undefined;
}

export class CelProgram {
  readonly checked: CheckedExpr;
  readonly environment: ProgramEnvironment;
  readonly #run: Step;
  readonly #slots: number;
  readonly #variables: readonly (readonly [slot: number, name: string, adapt: Adapter])[];

  constructor(checked: CheckedExpr, environment: ProgramEnvironment) {
    this.checked = checked;
    this.environment = environment;
    const planner = new Planner(checked, environment);
    this.#run = planner.plan(checked.root).run;
    this.#slots = planner.slots;
    const variables: [number, string, Adapter][] = [];
    for (const [slot, name] of planner.variables.entries()) {
      if (name !== undefined) variables.push([slot, name, environment.adapterOf(name)]);
    }
    this.#variables = variables;
  }

  get resultType(): CelType {
    return this.checked.type;
  }

  /** Whether the expression refers to a variable of this name. */
  mentions(name: string): boolean {
    const within = (expr: Expr): boolean =>
      (expr.kind === 'ident' && expr.name === name) || childrenOf(expr).some(within);
    return within(this.checked.root);
  }

  /** The estimated cost of an evaluation, from the size limits of declared types. `max` is 2⁶⁴ if it is unbounded. */
  estimateCost(): Range {
    return estimateCost(this.checked, (name) => this.environment.declaredVariable(name));
  }

  /**
   * Evaluates with variables by name: JSON values or CEL values. Missing variables fail when they are read. Never throws for errors in
   * an expression.
   */
  evaluate(variables: Readonly<Record<string, unknown>> = {}, options: EvaluationOptions = {}): Evaluation {
    const slots: CelValue[] = new Array(this.#slots);
    for (const [slot, name, adapt] of this.#variables) {
      const native = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (native !== undefined) slots[slot] = isCelObject(native) ? native : adapt(native);
    }
    const frame = new Frame(slots, options.costLimit ?? perCallLimit, options.interrupted);
    try {
      const value = withWorkLimit(() => this.#run(frame));
      const { cost } = frame;
      return isFault(value) ? { error: value.message, exceeded: false, cost } : { value, cost };
    } catch (error) {
      if (error instanceof CelBudgetError) return { error: error.message, exceeded: true, cost: frame.cost };
      throw error;
    }
  }
}
