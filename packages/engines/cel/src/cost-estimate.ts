/** Static cost estimate of an expression: upstream's traversal of the checked tree with the size limits of schemas. */
import { type Call, type Comprehension, type Expr, hiddenAccumulator, type LiteralValue } from './ast.ts';
import { callEstimate, type EstimatedNode } from './call-estimates.ts';
import type { CheckedExpr } from './checking.ts';
import { fixed, product, type Range, sum, union, unknownSize } from './cost-range.ts';
import type { DeclaredType } from './declared-type.ts';
import { type CelType, celTypes, isScalar } from './types.ts';
import { codePoints } from './values.ts';

/** Sizes of the entries of a list or map. */
interface EntrySizes {
  readonly list: boolean;
  readonly key: Range;
  readonly value: Range;
}

interface LocalVariable {
  readonly path: readonly string[];
  readonly size: Range | undefined;
  readonly entries: EntrySizes | undefined;
}

const costs = { select: fixed(1), list: fixed(10), map: fixed(30), struct: fixed(40) };
const none = fixed(0);

function literalSize(value: LiteralValue): number {
  if (typeof value === 'string') return codePoints(value);
  return value instanceof Uint8Array ? value.length : 1;
}

function ownSize(expr: Expr): Range | undefined {
  switch (expr.kind) {
    case 'literal':
      return fixed(literalSize(expr.value));
    case 'list':
      return fixed(expr.elements.length);
    case 'map':
      return fixed(expr.entries.length);
    default:
      return undefined;
  }
}

/**
 * The size limit of the declared type at a path below a variable. As upstream's estimator of validation rules, a path whose root is
 * no variable (the items of a conditional expression, for example) is taken as one below `self`.
 */
function declaredSize(
  path: readonly string[],
  variable: (name: string) => DeclaredType | undefined,
): Range | undefined {
  const [root, ...rest] = path;
  let type = root === undefined ? undefined : (variable(root) ?? variable('self'));
  for (const name of rest) {
    if (type === undefined) return undefined;
    // Keys are strings without a size limit, which upstream counts as zero.
    if (name === '@keys') return type.element !== undefined && type.celType.kind === 'map' ? none : undefined;
    type = name === '@items' || name === '@values' ? type.element : type.fields?.get(name)?.type;
  }
  return type === undefined ? undefined : { min: 0, max: type.maxElements ?? 0 };
}

class Estimator {
  readonly #checked: CheckedExpr;
  readonly #variable: (name: string) => DeclaredType | undefined;
  readonly #locals = new Map<string, LocalVariable[]>();
  readonly #paths = new Map<number, readonly string[]>();
  readonly #sizes = new Map<number, Range>();
  readonly #entries = new Map<number, EntrySizes>();

  constructor(checked: CheckedExpr, variable: (name: string) => DeclaredType | undefined) {
    this.#checked = checked;
    this.#variable = variable;
  }

  cost(expr: Expr): Range {
    switch (expr.kind) {
      case 'literal':
        return none;
      case 'ident':
        this.#paths.set(expr.id, this.#local(expr.name)?.path ?? [expr.name]);
        return costs.select;
      case 'select':
        return this.#select(expr.operand, expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(
          expr.elements.map(({ value }) => value),
          expr,
        );
      case 'map':
        return this.#map(expr);
      case 'struct':
        return sum(costs.struct, ...expr.fields.map(({ value }) => this.cost(value)));
      case 'fold':
        return isBind(expr) ? this.#bind(expr) : this.#fold(expr);
    }
  }

  #local(name: string): LocalVariable | undefined {
    return this.#locals.get(name)?.at(-1);
  }

  #type(expr: Expr): CelType {
    return this.#checked.types.get(expr.id) ?? celTypes.dyn;
  }

  #path(expr: Expr): readonly string[] {
    const local = expr.kind === 'ident' ? this.#local(expr.name) : undefined;
    return local?.path ?? this.#paths.get(expr.id) ?? [];
  }

  #select(operand: Expr, expr: Extract<Expr, { readonly kind: 'select' }>): Range {
    const cost = this.cost(operand);
    if (expr.test) return cost;
    this.#paths.set(expr.id, [...this.#path(operand), expr.field]);
    const { kind } = this.#type(operand);
    return kind === 'map' || kind === 'struct' || kind === 'param' ? sum(cost, costs.select) : cost;
  }

  #node(expr: Expr): EstimatedNode {
    const path = this.#path(expr);
    const known = path[0] === hiddenAccumulator ? [] : path;
    return { expr, type: this.#type(expr), path: known, size: this.#size(expr) };
  }

  #call(expr: Call): Range {
    const [first] = expr.args;
    if (expr.name === 'dyn' && first !== undefined && expr.target === undefined) {
      const cost = this.cost(first);
      this.#copySizes(expr, first);
      return sum(fixed(1), cost);
    }
    const argCosts = expr.args.map((arg) => this.cost(arg));
    const args = expr.args.map((arg) => this.#node(arg));
    const overloads = this.#checked.overloads.get(expr.id) ?? [];
    if (overloads.length === 0) return none;
    const targetCost = expr.target === undefined ? none : this.cost(expr.target);
    const target = expr.target === undefined ? undefined : this.#node(expr.target);
    let cost: Range | undefined;
    let size: Range | undefined;
    for (const overload of overloads) {
      const estimate = this.#overload(expr, overload, target, args, argCosts);
      cost = cost === undefined ? estimate.cost : union(cost, estimate.cost);
      if (estimate.size !== undefined) size = size === undefined ? estimate.size : union(size, estimate.size);
      if (first !== undefined && (overload === 'index_list' || overload === 'index_map')) {
        size = this.#entrySizes(first)?.value;
        this.#paths.set(expr.id, [...this.#path(first), overload === 'index_list' ? '@items' : '@values']);
      }
      size ??= this.#size(expr);
    }
    if (size !== undefined) this.#sizes.set(expr.id, size);
    return sum(targetCost, cost ?? none);
  }

  #overload(
    expr: Call,
    overload: string,
    target: EstimatedNode | undefined,
    args: readonly EstimatedNode[],
    argCosts: readonly Range[],
  ): { readonly cost: Range; readonly size?: Range | undefined } {
    const sizeAt = (path: readonly string[]): Range | undefined =>
      path.length === 0 ? undefined : declaredSize(path, this.#variable);
    const own = callEstimate({ name: expr.name, overload, target, args, sizeAt });
    const [a = none, b = none, c = none] = argCosts;
    switch (overload) {
      case 'logical_and':
      case 'logical_or':
        return { cost: { min: a.min, max: sum(a, b).max } };
      case 'conditional': {
        const [, whenTrue, whenFalse] = expr.args;
        if (whenTrue !== undefined && whenFalse !== undefined) this.#uniteEntries(expr, whenTrue, whenFalse);
        const size = union(args[1]?.size ?? unknownSize, args[2]?.size ?? unknownSize);
        return { cost: sum(a, union(b, c)), size };
      }
      case 'add_list':
      case 'add_string':
      case 'add_bytes':
        if (expr.args[0] !== undefined && expr.args[1] !== undefined) {
          this.#uniteEntries(expr, expr.args[0], expr.args[1]);
        }
    }
    return { cost: sum(own.cost, ...argCosts), size: own.size };
  }

  #uniteEntries(expr: Expr, left: Expr, right: Expr): void {
    const [a, b] = [this.#entrySizes(left), this.#entrySizes(right)];
    if (a === undefined || b === undefined) return;
    this.#entries.set(expr.id, { list: a.list, key: union(a.key, b.key), value: union(a.value, b.value) });
  }

  #unitedSizes(exprs: readonly Expr[]): Range {
    const [first, ...rest] = exprs.map((expr) => this.#size(expr) ?? unknownSize);
    return rest.reduce(union, first ?? none);
  }

  #list(items: readonly Expr[], expr: Expr): Range {
    const cost = sum(...items.map((item) => this.cost(item)));
    this.#entries.set(expr.id, { list: true, key: fixed(1), value: this.#unitedSizes(items) });
    return sum(cost, costs.list);
  }

  #map(expr: Extract<Expr, { readonly kind: 'map' }>): Range {
    const cost = sum(...expr.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]));
    const key = this.#unitedSizes(expr.entries.map((entry) => entry.key));
    const value = this.#unitedSizes(expr.entries.map((entry) => entry.value));
    this.#entries.set(expr.id, { list: false, key, value });
    return sum(cost, costs.map);
  }

  #push(name: string, variable: LocalVariable): void {
    const stack = this.#locals.get(name) ?? [];
    stack.push(variable);
    this.#locals.set(name, stack);
  }

  #pushValue(name: string, expr: Expr): void {
    this.#push(name, { path: this.#path(expr), size: this.#size(expr), entries: this.#entrySizes(expr) });
  }

  /** An iteration variable: over the keys (or indexes), or over the values (or items). */
  #pushIteration(name: string, range: Expr, over: 'keys' | 'values' | 'single'): void {
    const entries = this.#entrySizes(range);
    const list = entries?.list ?? this.#type(range).kind === 'list';
    const values = over === 'values' || (over === 'single' && list);
    const step = values ? (list ? '@items' : '@values') : list ? '@indices' : '@keys';
    const size = values ? entries?.value : entries?.key;
    this.#push(name, { path: [...this.#path(range), step], size, entries: undefined });
  }

  #fold(expr: Comprehension): Range {
    const outside = sum(this.cost(expr.range), this.cost(expr.init));
    this.#pushValue(expr.accumulator, expr.init);
    this.#pushIteration(expr.first, expr.range, expr.second === undefined ? 'single' : 'keys');
    if (expr.second !== undefined) this.#pushIteration(expr.second, expr.range, 'values');
    const each = sum(this.cost(expr.condition), this.cost(expr.step));
    this.#locals.get(expr.first)?.pop();
    if (expr.second !== undefined) this.#locals.get(expr.second)?.pop();
    const result = this.cost(expr.result);
    this.#locals.get(expr.accumulator)?.pop();
    const count = this.#size(expr.range) ?? unknownSize;
    if (expr.init.kind === 'literal') this.#sizes.set(expr.id, this.#size(expr.init) ?? fixed(1));
    else if (expr.init.kind === 'list' || expr.init.kind === 'map') {
      this.#sizes.set(expr.id, count);
      const collected = this.#entrySizes(expr.step);
      if (collected !== undefined) this.#entries.set(expr.id, collected);
    }
    return sum(outside, result, product(count, each));
  }

  #bind(expr: Comprehension): Range {
    const cost = sum(this.cost(expr.range), this.cost(expr.init));
    this.#pushValue(expr.accumulator, expr.init);
    const result = this.cost(expr.result);
    this.#locals.get(expr.accumulator)?.pop();
    this.#copySizes(expr, expr.result);
    return sum(cost, result);
  }

  #copySizes(to: Expr, from: Expr): void {
    const [size, entries] = [this.#size(from), this.#entrySizes(from)];
    if (size !== undefined) this.#sizes.set(to.id, size);
    if (entries !== undefined) this.#entries.set(to.id, entries);
  }

  #entrySizes(expr: Expr): EntrySizes | undefined {
    return this.#entries.get(expr.id) ?? (expr.kind === 'ident' ? this.#local(expr.name)?.entries : undefined);
  }

  #size(expr: Expr): Range | undefined {
    const known = this.#sizes.get(expr.id) ?? ownSize(expr);
    if (known !== undefined) return known;
    const path = this.#path(expr);
    const declared = path.length === 0 ? undefined : declaredSize(path, this.#variable);
    if (declared !== undefined) {
      this.#sizes.set(expr.id, declared);
      return declared;
    }
    if (isScalar(this.#type(expr))) return fixed(1);
    return expr.kind === 'ident' ? this.#local(expr.name)?.size : undefined;
  }
}

/** A comprehension without a range, which only binds a variable. */
function isBind({ range, condition, accumulator }: Comprehension): boolean {
  const empty = range.kind === 'list' && range.elements.length === 0;
  return empty && condition.kind === 'literal' && condition.value === false && accumulator !== hiddenAccumulator;
}

/** The minimum and maximum cost of an evaluation; `max` is 2⁶⁴ if it is unbounded. `variable` returns declared types. */
export function estimateCost(checked: CheckedExpr, variable: (name: string) => DeclaredType | undefined): Range {
  return new Estimator(checked, variable).cost(checked.root);
}
