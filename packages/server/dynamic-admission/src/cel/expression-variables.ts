/** The variable `variables`: expressions that are evaluated when they are first read, each once. */
import type { CompiledExpression } from '@kubets/api/admission-expressions';
import { CelFault, CelMap, CelPending, type CelValue, noSuchOverload } from '@kubets/cel';
import type { Turns } from './turns.ts';

export interface CompiledVariable {
  readonly name: string;
  readonly compiled: CompiledExpression;
}

/** What the evaluation of variables costs: reported with the expression that reads them. */
export class CostOfVariables {
  #cost = 0;

  add(cost: number): void {
    this.#cost += cost;
  }

  get current(): number {
    return this.#cost;
  }

  take(): number {
    const cost = this.#cost;
    this.#cost = 0;
    return cost;
  }
}

export class ExpressionVariables extends CelMap {
  readonly #compiled: ReadonlyMap<string, CompiledExpression>;
  readonly #values = new Map<string, CelValue>();
  readonly #inputs: () => Readonly<Record<string, unknown>>;
  readonly #turns: Turns;
  readonly cost = new CostOfVariables();

  /** @param inputs the variables of the request, and this one. */
  constructor(variables: readonly CompiledVariable[], inputs: () => Readonly<Record<string, unknown>>, turns: Turns) {
    super();
    this.#compiled = new Map(variables.map(({ name, compiled }) => [name, compiled]));
    this.#inputs = inputs;
    this.#turns = turns;
  }

  get size(): number {
    return this.#compiled.size;
  }

  keys(): readonly CelValue[] {
    return [...this.#compiled.keys()];
  }

  find(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return noSuchOverload;
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const compiled = this.#compiled.get(key);
    if (compiled === undefined) return undefined;
    if (this.#turns.isOver) throw new CelPending(this.#turns.next);
    const value = this.#evaluate(key, compiled);
    this.#values.set(key, value);
    return value;
  }

  #evaluate(name: string, compiled: CompiledExpression): CelValue {
    const shown = JSON.stringify(name);
    if ('error' in compiled) return new CelFault(`composited variable ${shown} fails to compile: ${compiled.error}`);
    const evaluated = compiled.program.evaluate(this.#inputs());
    this.cost.add(evaluated.cost);
    if ('value' in evaluated) return evaluated.value;
    return new CelFault(`composited variable ${shown} fails to evaluate: ${evaluated.error}`);
  }
}
