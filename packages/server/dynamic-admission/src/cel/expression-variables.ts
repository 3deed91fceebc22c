/** The variable `variables`: expressions that are evaluated when they are first read, each once. */
import type { CompiledExpression } from '@kubets/api/admission-expressions';
import { CelFault, CelMap, CelPending, type CelValue, noSuchOverload } from '@kubets/cel';
import type { Turns } from './turns.ts';

/** By name, in the order of the policy. */
export type CompiledVariables = ReadonlyMap<string, CompiledExpression>;

export class ExpressionVariables extends CelMap {
  readonly #compiled: CompiledVariables;
  #values: Map<string, CelValue> | undefined;
  readonly #inputs: () => Readonly<Record<string, unknown>>;
  readonly #turns: Turns;
  #cost = 0;

  /** @param inputs the variables of the request, and this one. */
  constructor(variables: CompiledVariables, inputs: () => Readonly<Record<string, unknown>>, turns: Turns) {
    super();
    this.#compiled = variables;
    this.#inputs = inputs;
    this.#turns = turns;
  }

  /** The cost of the variables that have been evaluated since {@link takeCost}. */
  get cost(): number {
    return this.#cost;
  }

  takeCost(): number {
    const cost = this.#cost;
    this.#cost = 0;
    return cost;
  }

  get size(): number {
    return this.#compiled.size;
  }

  keys(): readonly CelValue[] {
    return [...this.#compiled.keys()];
  }

  find(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return noSuchOverload;
    const known = this.#values?.get(key);
    if (known !== undefined) return known;
    const compiled = this.#compiled.get(key);
    if (compiled === undefined) return undefined;
    if (this.#turns.isOver) throw new CelPending(this.#turns.next);
    const value = this.#evaluate(key, compiled);
    this.#values ??= new Map();
    this.#values.set(key, value);
    return value;
  }

  #evaluate(name: string, compiled: CompiledExpression): CelValue {
    const shown = JSON.stringify(name);
    if ('error' in compiled) return new CelFault(`composited variable ${shown} fails to compile: ${compiled.error}`);
    const evaluated = compiled.program.evaluate(this.#inputs());
    this.#cost += evaluated.cost;
    if ('value' in evaluated) return evaluated.value;
    return new CelFault(`composited variable ${shown} fails to evaluate: ${evaluated.error}`);
  }
}
