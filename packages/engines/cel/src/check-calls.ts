/** Overload resolution of calls. */
import type { Call, Expr } from './ast.ts';
import type { Checking } from './checking.ts';
import type { CelFunction, Overload } from './functions.ts';
import { type CelType, celTypes, formatSignature, isDyn, sameType } from './types.ts';

/** The types of the overload with fresh type parameters for this call. */
function instantiate(
  checker: Checking,
  overload: Overload,
): { readonly args: readonly CelType[]; readonly result: CelType } {
  if (!overload.hasParams) return overload;
  const fresh = new Map<string, CelType>();
  const replace = (type: CelType): CelType => {
    if (type.kind !== 'param') return type.params.length === 0 ? type : { ...type, params: type.params.map(replace) };
    const found = fresh.get(type.name) ?? checker.unifier.freshParam();
    fresh.set(type.name, found);
    return found;
  };
  return { args: overload.args.map(replace), result: replace(overload.result) };
}

/** `&&` and `||` require booleans. Each side is reported separately. */
function checkLogic(checker: Checking, call: Call, overload: Overload): Expr {
  let failed = false;
  for (const arg of call.args) {
    const type = checker.typeOf(arg);
    if (checker.unifier.assignable(type, celTypes.bool)) continue;
    checker.mismatch(arg, celTypes.bool, type);
    failed = true;
  }
  checker.overloads.set(call.id, [overload.id]);
  return checker.typed(call, failed ? celTypes.error : celTypes.bool);
}

/** Records the matching overloads and the result type, which is `dyn` if they differ. */
export function resolveOverloads(checker: Checking, call: Call, found: CelFunction): Expr {
  const [only] = found.overloads;
  if (only !== undefined && (found.name === '_&&_' || found.name === '_||_')) return checkLogic(checker, call, only);
  const method = call.target !== undefined;
  const operands = call.target === undefined ? call.args : [call.target, ...call.args];
  const given = operands.map((operand) => checker.typeOf(operand));
  const ids: string[] = [];
  let result: CelType | undefined;
  for (const overload of found.overloads) {
    if (overload.method !== method || overload.args.length !== given.length) continue;
    const candidate = instantiate(checker, overload);
    if (!checker.unifier.assignableLists(given, candidate.args)) continue;
    ids.push(overload.id);
    const type = checker.unifier.resolve(candidate.result);
    if (result === undefined) result = type;
    else if (!isDyn(result) && !sameType(type, result)) result = celTypes.dyn;
  }
  if (result === undefined) {
    const shown = given.map((type) => checker.unifier.resolve(type, true));
    const signature = formatSignature(shown, method);
    checker.issues.report(call.at, `found no matching overload for '${found.name}' applied to '${signature}'`);
    return checker.typed(call, celTypes.error);
  }
  checker.overloads.set(call.id, ids);
  return checker.typed(call, result);
}
