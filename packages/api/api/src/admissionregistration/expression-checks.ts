/** Checks of expressions in policies and webhooks: the compiler's errors as errors of fields. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { utf8Length } from '@kubets/machinery/names';
import type {
  AdmissionExpressions,
  CompiledExpression,
  ExpressionResult,
  ExpressionScope,
} from '../admission-expressions/index.ts';
import { type Found, qualified } from '../core/validation/checks.ts';
import type { MatchCondition, Variable } from '../generated/admissionregistration/v1.ts';

const maxMatchConditions = 64;

/** The error of an expression; `shown` is the text that the error quotes. */
function expressionError(path: string, shown: string, compiled: CompiledExpression): FieldError | undefined {
  if (!('error' in compiled)) return undefined;
  return compiled.cause === 'internal'
    ? fieldError.internal(path, compiled.error)
    : fieldError.invalid(path, shown, compiled.error);
}

/** What the checks of one object share. */
export interface ExpressionChecks {
  readonly found: Found;
  /** Compiles expressions that can read the policy's variables. */
  readonly expressions: AdmissionExpressions;
}

export interface CheckedExpression {
  readonly path: string;
  /** The text to compile. */
  readonly source: string;
  /** The text that errors quote. Default: `source`. */
  readonly shown?: string;
  readonly result: ExpressionResult;
  readonly scope: ExpressionScope;
}

export async function checkExpression(
  { found, expressions }: ExpressionChecks,
  { path, source, shown = source, result, scope }: CheckedExpression,
): Promise<void> {
  const problem = expressionError(path, shown, await expressions.compile(source, result, scope));
  if (problem !== undefined) found.push(problem);
}

export const isBlank = (text: string | undefined): boolean => (text ?? '').trim() === '';
export const byteLength = (text: string): number => utf8Length(text);

/** `expressions`: without variables, which upstream does not let match conditions of stored objects read. */
export async function checkMatchConditions(
  checks: ExpressionChecks,
  path: string,
  conditions: readonly MatchCondition[],
  params: boolean,
): Promise<void> {
  const { found } = checks;
  if (conditions.length > maxMatchConditions) {
    found.push(fieldError.tooMany(path, conditions.length, maxMatchConditions));
  }
  const names = new Set<string>();
  for (const [index, { name = '', expression = '' }] of conditions.entries()) {
    const at = `${path}[${index}]`;
    const source = expression.trim();
    if (source === '') found.push(fieldError.required(`${at}.expression`));
    else {
      const scope = { params, authorizer: true };
      await checkExpression(checks, { path: `${at}.expression`, source, result: 'bool', scope });
    }
    if (name === '') found.push(fieldError.required(`${at}.name`));
    else {
      qualified(found, `${at}.name`, name);
      if (names.has(name)) found.push(fieldError.duplicate(`${at}.name`, name));
      names.add(name);
    }
  }
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

const isIdentifier = (name: string): boolean => /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !reserved.has(name);

/** Also declares them, so that the expressions after them can read them. */
export async function checkVariables(
  { found, expressions }: ExpressionChecks,
  path: string,
  variables: readonly Variable[],
  params: boolean,
): Promise<void> {
  for (const [index, { name = '', expression = '' }] of variables.entries()) {
    const at = `${path}[${index}]`;
    if (isBlank(name)) found.push(fieldError.required(`${at}.name`, 'name is not specified'));
    else if (!isIdentifier(name)) {
      found.push(fieldError.invalid(`${at}.name`, name, 'name is not a valid CEL identifier'));
    }
    if (isBlank(expression)) {
      found.push(fieldError.required(`${at}.expression`, 'expression is not specified'));
      continue;
    }
    const compiled = await expressions.compileVariable(name, expression, { params, authorizer: true });
    const problem = expressionError(`${at}.expression`, expression, compiled);
    if (problem !== undefined) found.push(problem);
  }
}
