/** The syntax tree of an expression: macros are expanded, every node has an id and its location in the source. */

/** A literal's value as evaluation sees it: `bigint` is int, {@link CelUint} is uint, `number` is double. */
export type LiteralValue = null | boolean | bigint | number | string | Uint8Array | CelUint;

/** An unsigned integer, 0 to 2⁶⁴−1. */
export class CelUint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

interface Node {
  /** The unique id in the tree, by which types and references are stored. */
  readonly id: number;
  /** Offset in the source, in UTF-16 units. */
  readonly at: number;
}

export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: LiteralValue;
}

export interface Ident extends Node {
  readonly kind: 'ident';
  readonly name: string;
}

/** `operand.field`, or with `test`, `has(operand.field)`. */
export interface Select extends Node {
  readonly kind: 'select';
  readonly operand: Expr;
  readonly field: string;
  readonly test: boolean;
}

/** A function or operator (`_+_`); with a target, a method. */
export interface Call extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly target?: Expr;
  readonly args: readonly Expr[];
}

export interface ListElement {
  readonly value: Expr;
  readonly optional: boolean;
}

export interface ListExpr extends Node {
  readonly kind: 'list';
  readonly elements: readonly ListElement[];
}

export interface MapEntry extends Node {
  readonly key: Expr;
  readonly value: Expr;
  readonly optional: boolean;
}

export interface MapExpr extends Node {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

export interface StructField extends Node {
  readonly name: string;
  readonly value: Expr;
  readonly optional: boolean;
}

export interface StructExpr extends Node {
  readonly kind: 'struct';
  readonly type: string;
  readonly fields: readonly StructField[];
}

/** A fold over `range`; with `second`, over pairs (index or key, value). */
export interface Comprehension extends Node {
  readonly kind: 'fold';
  readonly range: Expr;
  readonly first: string;
  readonly second?: string;
  readonly accumulator: string;
  readonly init: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

export type Expr = Literal | Ident | Select | Call | ListExpr | MapExpr | StructExpr | Comprehension;

/** The accumulator variable of macros, which is not a valid user identifier. */
export const hiddenAccumulator = '@result';

/** The qualified name `a.b.c`, if the expression consists only of selections of an identifier. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name;
  if (expr.kind !== 'select' || expr.test) return undefined;
  const prefix = qualifiedName(expr.operand);
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`;
}

/** The direct subexpressions in source order. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'ident':
      return [];
    case 'select':
      return [expr.operand];
    case 'call':
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    case 'list':
      return expr.elements.map((element) => element.value);
    case 'map':
      return expr.entries.flatMap((entry) => [entry.key, entry.value]);
    case 'struct':
      return expr.fields.map((field) => field.value);
    case 'fold':
      return [expr.range, expr.init, expr.condition, expr.step, expr.result];
  }
}
