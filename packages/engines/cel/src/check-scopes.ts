/** Type-checks comprehensions and object literals. */
import type { Comprehension, Expr, StructExpr } from './ast.ts';
import type { Checking } from './checking.ts';
import { type CelType, celTypes, formatType, typeParam } from './types.ts';

/** The types of the iteration variables over a range of this type. */
function iterationTypes(checker: Checking, expr: Comprehension): readonly [first: CelType, second: CelType] {
  const range = checker.unifier.resolve(checker.typeOf(expr.range));
  switch (range.kind) {
    case 'list':
      return expr.second === undefined ? [typeParam(range), celTypes.dyn] : [celTypes.int, typeParam(range)];
    case 'map':
      return [typeParam(range), typeParam(range, 1)];
    case 'dyn':
    case 'error':
    case 'param':
      checker.unifier.assignable(celTypes.dyn, range);
      return [celTypes.dyn, celTypes.dyn];
    default: {
      const message = 'cannot be range of a comprehension (must be list, map, or dynamic)';
      checker.issues.report(expr.range.at, `expression of type '${formatType(range)}' ${message}`);
      return [celTypes.error, celTypes.error];
    }
  }
}

function assertType(checker: Checking, expr: Expr, type: CelType): void {
  if (!checker.unifier.assignable(type, checker.typeOf(expr))) checker.mismatch(expr, type, checker.typeOf(expr));
}

export function checkFold(checker: Checking, expr: Comprehension): Expr {
  const range = checker.check(expr.range);
  const init = checker.check(expr.init);
  const accumulated = checker.typeOf(init);
  const [first, second] = iterationTypes(checker, { ...expr, range });
  checker.scopes.push(new Map([[expr.accumulator, accumulated]]));
  const names: [string, CelType][] = [[expr.first, first]];
  if (expr.second !== undefined) names.push([expr.second, second]);
  checker.scopes.push(new Map(names));
  const condition = checker.check(expr.condition);
  assertType(checker, condition, celTypes.bool);
  const step = checker.check(expr.step);
  assertType(checker, step, accumulated);
  checker.scopes.pop();
  const result = checker.check(expr.result);
  checker.scopes.pop();
  return checker.typed(
    { ...expr, range, init, condition, step, result },
    checker.unifier.resolve(checker.typeOf(result)),
  );
}

function noStruct(checker: Checking, expr: StructExpr): Expr {
  const named = checker.lookup(expr.type, (name) => checker.declarations.variable(name));
  if (named === undefined) return checker.undeclared(expr, expr.type);
  const { constant } = named;
  const problem = constant === undefined ? 'is not a type' : 'is not a message type';
  checker.issues.report(expr.at, `'${(constant ?? named.type).name}' ${problem}`);
  return checker.typed(expr, celTypes.error);
}

export function checkStruct(checker: Checking, expr: StructExpr): Expr {
  const type = checker.lookup(expr.type, (name) => checker.declarations.structType(name));
  if (type === undefined) return noStruct(checker, expr);
  const fields = expr.fields.map((field) => {
    const value = checker.check(field.value);
    const wanted = checker.declarations.fieldType(type.name, field.name);
    if (wanted === undefined) checker.issues.report(field.at, `undefined field '${field.name}'`);
    const given = checker.entryType(value, field.optional);
    if (wanted !== undefined && !checker.unifier.assignable(wanted, given)) {
      const types = `is '${formatType(wanted)}' but provided type is '${formatType(given)}'`;
      checker.issues.report(field.at, `expected type of field '${field.name}' ${types}`);
    }
    return { ...field, value };
  });
  return checker.typed({ ...expr, type: type.name, fields }, type);
}
