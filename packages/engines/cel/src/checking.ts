/** Types that the parts of the checker share, and the result of checking. */
import type { Expr } from './ast.ts';
import type { CelFunction } from './functions.ts';
import type { Issues } from './issues.ts';
import type { CelType } from './types.ts';
import type { Unifier } from './unification.ts';

/** A name with a type; constants (type names) have a value, too. */
export interface Variable {
  readonly name: string;
  readonly type: CelType;
  readonly constant?: CelType;
}

/** The interface between checker and environment. */
export interface Declarations {
  /** The container for name resolution: in `a.b`, the name `x` is looked up as `a.b.x`, `a.x` and `x`. */
  readonly container: string;
  /** Lists and maps of mixed types are `dyn` instead of an error. */
  readonly mixedLiterals: boolean;
  variable(name: string): Variable | undefined;
  function(name: string): CelFunction | undefined;
  /** Fields of an object type; undefined when there is no such type. */
  fieldType(struct: string, field: string): CelType | undefined;
  structType(name: string): CelType | undefined;
}

/** A typed tree. Qualified names have become identifiers, namespaced calls plain calls. */
export interface CheckedExpr {
  readonly root: Expr;
  readonly type: CelType;
  readonly types: ReadonlyMap<number, CelType>;
  /** The possible overloads of a call; one, unless arguments are `dyn`. */
  readonly overloads: ReadonlyMap<number, readonly string[]>;
  /** Identifiers that stand for a constant. */
  readonly constants: ReadonlyMap<number, CelType>;
}

/** Checks the parts of an expression. */
export interface Checking {
  readonly declarations: Declarations;
  readonly issues: Issues;
  readonly unifier: Unifier;
  readonly overloads: Map<number, readonly string[]>;
  /** Variables of the enclosing comprehensions, innermost last. */
  readonly scopes: ReadonlyMap<string, CelType>[];
  /** The expression with resolved names. Its type is recorded by its id. */
  check(expr: Expr): Expr;
  typed<E extends Expr>(expr: E, type: CelType): E;
  typeOf(expr: Expr): CelType;
  undeclared(expr: Expr, name: string): Expr;
  mismatch(at: Expr, expected: CelType, actual: CelType): void;
  /** Resolves a name in the container and its parents. */
  lookup<T>(name: string, find: (candidate: string) => T | undefined): T | undefined;
  /** The type of an entry that may be marked with `?`. */
  entryType(value: Expr, optional: boolean): CelType;
}
