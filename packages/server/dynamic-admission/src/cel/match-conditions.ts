/** Match conditions of webhooks and policies. Upstream: admission/plugin/webhook/matchconditions. */
import { AdmissionExpressions, type CompiledExpression } from '@kubets/api/admission-expressions';
import { Budget, type ExpressionEvaluation, matchConditionsBudget, OutOfBudgetError } from './expression-evaluation.ts';

export interface MatchConditionSource {
  readonly name: string;
  readonly expression: string;
}

export interface CompiledCondition {
  readonly name: string;
  readonly compiled: CompiledExpression;
}

export type ConditionsMatch =
  | { readonly matches: true }
  /** `condition`: the one that is false; undefined if an error is ignored. */
  | { readonly matches: false; readonly condition?: string }
  /** Nothing is known, and the failure policy is Fail. */
  | { readonly error: string };

/** @param expressions those of the policy. Default: without variables and parameters, as for a webhook. */
export async function compileMatchConditions(
  conditions: readonly MatchConditionSource[],
  expressions: AdmissionExpressions = new AdmissionExpressions(),
  params = false,
): Promise<readonly CompiledCondition[]> {
  const all: CompiledCondition[] = [];
  for (const { name, expression } of conditions) {
    all.push({ name, compiled: await expressions.compile(expression, 'bool', { params, authorizer: true }) });
  }
  return all;
}

/** Go's text of several errors. */
function aggregate(errors: readonly string[]): string {
  const different = [...new Set(errors)];
  return different.length === 1 ? different.join('') : `[${different.join(', ')}]`;
}

/** A condition that is false counts more than errors of others. */
export async function matchConditions(
  conditions: readonly CompiledCondition[],
  evaluation: ExpressionEvaluation,
  failurePolicy: string | undefined,
): Promise<ConditionsMatch> {
  const failed = (error: string): ConditionsMatch => (failurePolicy === 'Ignore' ? { matches: false } : { error });
  const budget = new Budget(matchConditionsBudget);
  const errors: string[] = [];
  let unmatched: string | undefined;
  try {
    for (const { name, compiled } of conditions) {
      const outcome = await evaluation.evaluate(compiled, budget);
      if ('error' in outcome) errors.push(outcome.error);
      else if (outcome.value === false) unmatched ??= name;
    }
  } catch (error) {
    if (!(error instanceof OutOfBudgetError)) throw error;
    return failed(error.message);
  }
  if (unmatched !== undefined) return { matches: false, condition: unmatched };
  return errors.length === 0 ? { matches: true } : failed(aggregate(errors));
}
