/** Checks `"…".format([…])` at compile time if both are literals. */
import type { Call, Expr } from './ast.ts';
import { type FormatClause, FormatError, refusal, walkFormat } from './format-clauses.ts';
import type { Issues } from './issues.ts';
import { type CelType, isDyn, type TypeKind } from './types.ts';

type TypeOf = (expr: Expr) => CelType;

const showable: readonly TypeKind[] = [
  'list',
  'map',
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'timestamp',
  'bytes',
  'duration',
  'type',
  'null',
];
const accepted: Readonly<Record<Exclude<FormatClause['verb'], 's'>, readonly TypeKind[]>> = {
  d: ['int', 'uint'],
  f: ['double', 'string'],
  e: ['double', 'string'],
  b: ['int', 'uint', 'bool'],
  x: ['int', 'uint', 'string', 'bytes'],
  X: ['int', 'uint', 'string', 'bytes'],
  o: ['int', 'uint'],
};

/** The first part of a value that `%s` cannot format. */
function notShowable(expr: Expr, typeOf: TypeOf): Expr | undefined {
  const type = typeOf(expr);
  if (!isDyn(type) && !showable.includes(type.kind)) return expr;
  const parts =
    expr.kind === 'list'
      ? expr.elements.map(({ value }) => value)
      : expr.kind === 'map'
        ? expr.entries.flatMap(({ key, value }) => [key, value])
        : [];
  for (const part of parts) {
    const found = notShowable(part, typeOf);
    if (found !== undefined) return found;
  }
  return undefined;
}

function misfit(expr: Expr, verb: FormatClause['verb'], typeOf: TypeOf): Expr | undefined {
  if (verb === 's') return notShowable(expr, typeOf);
  const type = typeOf(expr);
  return isDyn(type) || accepted[verb].includes(type.kind) ? undefined : expr;
}

/** Reports clauses that do not match their arguments, and arguments without a clause. */
export function checkFormatLiteral(call: Call, typeOf: TypeOf, issues: Issues): void {
  const { target } = call;
  const [list] = call.args;
  if (call.name !== 'format' || target?.kind !== 'literal' || list?.kind !== 'list') return;
  if (typeof target.value !== 'string') return;
  const args = list.elements.map(({ value }) => value);
  let wrong: Expr = call;
  let used = 0;
  try {
    walkFormat(target.value, args.length, (index, { verb }) => {
      used = index + 1;
      const arg = args[index];
      const bad = arg === undefined ? undefined : misfit(arg, verb, typeOf);
      if (bad === undefined) return '';
      wrong = bad;
      throw new FormatError(refusal(verb, typeOf(bad).name));
    });
    if (used < args.length) {
      const counts = `(expected ${used}, got ${args.length})`;
      issues.report(call.at, `too many arguments supplied to string.format ${counts}`);
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    issues.report(wrong.at, error.message);
  }
}
