/** Evaluates the expressions of a policy about one write, within a budget. Upstream: evaluationActivation. */
import type { CompiledExpression } from '@kubets/api/admission-expressions';
import { CelPending, type CelValue, type Evaluation, evaluateWaiting } from '@kubets/cel';
import { type CompiledVariables, ExpressionVariables } from './expression-variables.ts';
import type { Turns } from './turns.ts';

/** The cost that all validations of a policy may have for one write, and that its match conditions may have (upstream's limits). */
export const policyBudget = 10_000_000;
export const matchConditionsBudget = 2_500_000;

/** Ends the evaluation of a policy: no further expression is evaluated. */
export class OutOfBudgetError extends Error {
  override readonly name = 'OutOfBudgetError';

  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

/** What expressions read, by name: JSON or CEL values. */
export type Inputs = Readonly<Record<string, unknown>>;

export type ExpressionOutcome = { readonly value: CelValue } | { readonly error: string };

export class ExpressionEvaluation {
  readonly #inputs: Inputs;
  readonly #variables: ExpressionVariables;
  readonly #turns: Turns;

  /** @param inputsWith the inputs besides `variables`, which it adds. Each is read only if an expression reads it. */
  constructor(inputsWith: (variables: ExpressionVariables) => Inputs, variables: CompiledVariables, turns: Turns) {
    this.#variables = new ExpressionVariables(variables, () => this.#inputs, turns);
    this.#inputs = inputsWith(this.#variables);
    this.#turns = turns;
  }

  /** Throws or rejects with {@link OutOfBudgetError}. `budget` is charged. Synchronous if nothing has to be waited for. */
  evaluate(compiled: CompiledExpression, budget: Budget): ExpressionOutcome | Promise<ExpressionOutcome> {
    if ('error' in compiled) return { error: `compilation error: ${compiled.error}` };
    const { program, source } = compiled;
    const attempt = (): Evaluation => {
      // Variables that are evaluated one by one could otherwise continue far beyond the budget.
      if (this.#variables.cost > budget.left) throw new OutOfBudgetError();
      return program.evaluate(this.#inputs);
    };
    if (this.#turns.isOver) return this.#later(attempt, source, budget);
    try {
      return this.#outcome(attempt(), source, budget);
    } catch (error) {
      if (!(error instanceof CelPending)) throw error;
      return this.#later(attempt, source, budget, error.ready());
    }
  }

  async #later(
    attempt: () => Evaluation,
    source: string,
    budget: Budget,
    ready: Promise<unknown> = this.#turns.next(),
  ): Promise<ExpressionOutcome> {
    await ready;
    return this.#outcome(await evaluateWaiting(attempt), source, budget);
  }

  #outcome(evaluated: Evaluation, source: string, budget: Budget): ExpressionOutcome {
    budget.charge(this.#variables.takeCost());
    budget.charge(evaluated.cost);
    if ('value' in evaluated) return { value: evaluated.value };
    return { error: `expression '${source}' resulted in error: ${evaluated.error}` };
  }
}

export class Budget {
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  get left(): number {
    return this.#left;
  }

  /** Throws {@link OutOfBudgetError}. */
  charge(cost: number): void {
    if (cost > this.#left) throw new OutOfBudgetError();
    this.#left -= cost;
  }
}
