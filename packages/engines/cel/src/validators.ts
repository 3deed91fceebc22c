/** Kubernetes' validators for well-typed expressions: time, pattern and format literals, and list literals. */
import type { CompilePattern } from '@kubets/machinery/patterns';
import { type Call, childrenOf, type Expr } from './ast.ts';
import type { CheckedExpr } from './checking.ts';
import { checkFormatLiteral } from './format-check.ts';
import { CelCompileError, Issues } from './issues.ts';
import { readDuration, readTimestamp } from './time-text.ts';
import { type CelType, celTypes, formatType, isDyn, sameType, typeParam } from './types.ts';
import { isFault } from './values.ts';

function validLiteral(name: string, text: string, compile: CompilePattern | undefined): boolean {
  switch (name) {
    case 'duration':
      return !isFault(readDuration(text));
    case 'timestamp':
      return !isFault(readTimestamp(text));
    case 'matches':
      return typeof compile?.(text) !== 'string';
    default:
      return true;
  }
}

class Validator {
  readonly issues = new Issues();
  readonly #checked: CheckedExpr;
  readonly #compile: CompilePattern | undefined;

  constructor(checked: CheckedExpr, compile: CompilePattern | undefined) {
    this.#checked = checked;
    this.#compile = compile;
  }

  visit(expr: Expr, exempt: boolean): void {
    if (expr.kind === 'call') this.#call(expr);
    if (expr.kind === 'list' && !exempt) this.#homogeneous(expr.elements);
    if (expr.kind === 'map' && !exempt) {
      this.#homogeneous(expr.entries.map(({ key }) => ({ value: key, optional: false })));
      this.#homogeneous(expr.entries);
    }
    const inFormat = exempt || (expr.kind === 'call' && expr.name === 'format');
    for (const child of childrenOf(expr)) this.visit(child, inFormat);
  }

  #call(call: Call): void {
    const [literal] = call.args;
    if (literal?.kind === 'literal' && typeof literal.value === 'string') {
      const valid = validLiteral(call.name, literal.value, this.#compile);
      if (!valid) this.issues.report(literal.at, `invalid ${call.name} argument`);
    }
    const types = this.#checked.types;
    checkFormatLiteral(call, (expr) => types.get(expr.id) ?? celTypes.dyn, this.issues);
  }

  /** Whether all elements have the type of the first. Reports the first that does not. */
  #homogeneous(elements: readonly { readonly value: Expr; readonly optional: boolean }[]): void {
    let wanted: CelType | undefined;
    for (const { value, optional } of elements) {
      const whole = this.#checked.types.get(value.id) ?? celTypes.dyn;
      const type = optional ? typeParam(whole) : whole;
      wanted ??= type;
      if (sameType(wanted, type) || isDyn(wanted)) continue;
      this.issues.report(value.at, `expected type '${formatType(wanted)}' but found '${formatType(type)}'`);
      return;
    }
  }
}

/** Throws {@link CelCompileError}. `mixed`: lists and maps may mix types. */
export function validateLiterals(
  source: string,
  checked: CheckedExpr,
  compile: CompilePattern | undefined,
  mixed = false,
): void {
  const validator = new Validator(checked, compile);
  validator.visit(checked.root, mixed);
  if (validator.issues.count > 0) throw new CelCompileError(source, validator.issues);
}
