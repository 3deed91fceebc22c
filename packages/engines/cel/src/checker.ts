/** The type checker: resolves names and calls, and reports errors with upstream's messages. */
import {
  type Call,
  type Expr,
  type ListExpr,
  type LiteralValue,
  type MapExpr,
  qualifiedName,
  type Select,
} from './ast.ts';
import { resolveOverloads } from './check-calls.ts';
import { checkFold, checkStruct } from './check-scopes.ts';
import type { CheckedExpr, Checking, Declarations, Variable } from './checking.ts';
import { CelCompileError, Issues } from './issues.ts';
import { type CelType, celTypes, formatType, isDyn, listType, mapType, optionalType, typeParam } from './types.ts';
import { Unifier, unwrapOptional } from './unification.ts';

function literalType(value: LiteralValue): CelType {
  if (value === null) return celTypes.null;
  switch (typeof value) {
    case 'boolean':
      return celTypes.bool;
    case 'bigint':
      return celTypes.int;
    case 'number':
      return celTypes.double;
    case 'string':
      return celTypes.string;
    default:
      return value instanceof Uint8Array ? celTypes.bytes : celTypes.uint;
  }
}

class Checker implements Checking {
  readonly declarations: Declarations;
  readonly issues = new Issues();
  readonly unifier = new Unifier();
  readonly types = new Map<number, CelType>();
  readonly overloads = new Map<number, readonly string[]>();
  readonly constants = new Map<number, CelType>();
  /** Variables of the enclosing comprehensions, innermost last. */
  readonly scopes: ReadonlyMap<string, CelType>[] = [];

  constructor(declarations: Declarations) {
    this.declarations = declarations;
  }

  /** The expression with resolved names. Its type is recorded by its id. */
  check(expr: Expr): Expr {
    switch (expr.kind) {
      case 'literal':
        return this.typed(expr, literalType(expr.value));
      case 'ident':
        return this.#ident(expr, expr.name) ?? this.undeclared(expr, expr.name);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return checkStruct(this, expr);
      case 'fold':
        return checkFold(this, expr);
    }
  }

  typed<E extends Expr>(expr: E, type: CelType): E {
    this.types.set(expr.id, type);
    return expr;
  }

  typeOf(expr: Expr): CelType {
    return this.types.get(expr.id) ?? celTypes.error;
  }

  undeclared(expr: Expr, name: string): Expr {
    const container = this.declarations.container;
    this.issues.report(expr.at, `undeclared reference to '${name}' (in container '${container}')`);
    return this.typed(expr, celTypes.error);
  }

  mismatch(at: Expr, expected: CelType, actual: CelType): void {
    this.issues.report(at.at, `expected type '${formatType(expected)}' but found '${formatType(actual)}'`);
  }

  /** Resolves a name in scopes, then in the container and its parents. */
  lookup<T>(name: string, find: (candidate: string) => T | undefined): T | undefined {
    if (name.startsWith('.')) return find(name.slice(1));
    let prefix = this.declarations.container;
    while (prefix !== '') {
      const found = find(`${prefix}.${name}`);
      if (found !== undefined) return found;
      prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')));
    }
    return find(name);
  }

  #variable(name: string): Variable | undefined {
    const local = this.scopes.findLast((scope) => scope.has(name))?.get(name);
    if (local !== undefined) return { name, type: local };
    return this.lookup(name, (candidate) => this.declarations.variable(candidate));
  }

  #ident(expr: Expr, name: string): Expr | undefined {
    const found = this.#variable(name);
    if (found === undefined) return undefined;
    if (found.constant !== undefined) this.constants.set(expr.id, found.constant);
    return this.typed({ kind: 'ident', id: expr.id, at: expr.at, name: found.name }, found.type);
  }

  #select(expr: Select): Expr {
    const name = qualifiedName(expr);
    const ident = name === undefined ? undefined : this.#ident(expr, name);
    if (ident !== undefined) return ident;
    const operand = this.check(expr.operand);
    const type = this.#fieldType(expr, operand, expr.field, false);
    return this.typed({ ...expr, operand }, this.unifier.resolve(expr.test ? celTypes.bool : type));
  }

  #fieldType(expr: Expr, operand: Expr, field: string, optional: boolean): CelType {
    const target = unwrapOptional(this.unifier.resolve(this.typeOf(operand)));
    const type = this.#plainFieldType(expr, target.type, field);
    return target.optional || optional ? optionalType(type) : type;
  }

  #plainFieldType(expr: Expr, target: CelType, field: string): CelType {
    if (target.kind === 'map') return typeParam(target, 1);
    if (target.kind === 'struct') {
      const found = this.declarations.fieldType(target.name, field);
      if (found === undefined) this.issues.report(expr.at, `undefined field '${field}'`);
      return found ?? celTypes.error;
    }
    if (target.kind === 'param') this.unifier.assignable(celTypes.dyn, target);
    else if (!isDyn(target) && target.kind !== 'error') {
      this.issues.report(expr.at, `type '${formatType(target)}' does not support field selection`);
    }
    return celTypes.dyn;
  }

  #call(expr: Call): Expr {
    if (expr.name === '_?._') return this.#optionalSelect(expr);
    const args = expr.args.map((arg) => this.check(arg));
    if (expr.target === undefined) {
      const found = this.lookup(expr.name, (name) => this.declarations.function(name));
      const call = { ...expr, name: found?.name ?? expr.name, args };
      return found === undefined ? this.undeclared(call, expr.name) : resolveOverloads(this, call, found);
    }
    const prefix = qualifiedName(expr.target);
    const namespaced =
      prefix === undefined
        ? undefined
        : this.lookup(`${prefix}.${expr.name}`, (name) => this.declarations.function(name));
    if (namespaced !== undefined) {
      const call: Call = { kind: 'call', id: expr.id, at: expr.at, name: namespaced.name, args };
      return resolveOverloads(this, call, namespaced);
    }
    const target = this.check(expr.target);
    const found = this.declarations.function(expr.name);
    const call = { ...expr, target, args };
    return found === undefined ? this.undeclared(call, expr.name) : resolveOverloads(this, call, found);
  }

  #optionalSelect(expr: Call): Expr {
    const [operand, field] = expr.args;
    if (operand === undefined || field?.kind !== 'literal' || typeof field.value !== 'string') {
      this.issues.report(expr.at, 'unsupported optional field selection: not a string literal');
      return this.typed(expr, celTypes.error);
    }
    const checked = this.check(operand);
    const type = this.#fieldType(expr, checked, field.value, true);
    this.overloads.set(expr.id, ['select_optional_field']);
    return this.typed({ ...expr, args: [checked, field] }, this.unifier.resolve(type));
  }

  /** The type of an entry that may be marked with `?`. */
  entryType(value: Expr, optional: boolean): CelType {
    const type = this.typeOf(value);
    if (!optional) return type;
    const unwrapped = unwrapOptional(type);
    if (!unwrapped.optional && !isDyn(type)) this.mismatch(value, optionalType(type), type);
    return unwrapped.type;
  }

  #join(at: Expr, previous: CelType | undefined, current: CelType): CelType {
    if (previous === undefined) return current;
    const joined = this.unifier.join(previous, current);
    if (joined !== undefined) return joined;
    if (this.declarations.mixedLiterals) return celTypes.dyn;
    this.mismatch(at, previous, current);
    return celTypes.error;
  }

  #list(expr: ListExpr): Expr {
    let type: CelType | undefined;
    const elements = expr.elements.map(({ value, optional }) => {
      const checked = this.check(value);
      type = this.#join(checked, type, this.entryType(checked, optional));
      return { value: checked, optional };
    });
    return this.typed({ ...expr, elements }, listType(type ?? this.unifier.freshParam()));
  }

  #map(expr: MapExpr): Expr {
    let keyType: CelType | undefined;
    let valueType: CelType | undefined;
    const entries = expr.entries.map((entry) => {
      const key = this.check(entry.key);
      keyType = this.#join(key, keyType, this.typeOf(key));
      const value = this.check(entry.value);
      valueType = this.#join(value, valueType, this.entryType(value, entry.optional));
      return { ...entry, key, value };
    });
    const fresh = (): CelType => this.unifier.freshParam();
    return this.typed({ ...expr, entries }, mapType(keyType ?? fresh(), valueType ?? fresh()));
  }
}

/** Throws {@link CelCompileError} with all errors. */
export function checkCel(source: string, parsed: Expr, declarations: Declarations): CheckedExpr {
  const checker = new Checker(declarations);
  const root = checker.check(parsed);
  if (checker.issues.count > 0) throw new CelCompileError(source, checker.issues);
  const types = new Map<number, CelType>();
  for (const [id, type] of checker.types) types.set(id, checker.unifier.resolve(type, true));
  const { overloads, constants } = checker;
  return { root, type: types.get(root.id) ?? celTypes.dyn, types, overloads, constants };
}
