/** Evaluates CEL expressions about a write: match conditions of webhooks, and the expressions of policies. */
export {
  Budget,
  type ExpressionEvaluation,
  type ExpressionOutcome,
  OutOfBudgetError,
  policyBudget,
} from './expression-evaluation.ts';
export type { CompiledVariables } from './expression-variables.ts';
export {
  type CompiledCondition,
  type ConditionsMatch,
  compileMatchConditions,
  type MatchConditionSource,
  matchConditions,
} from './match-conditions.ts';
export { requestVariable } from './request-variables.ts';
export {
  type EvaluationInputs,
  type ExpressionHost,
  type VersionedObjects,
  WriteExpressions,
} from './write-expressions.ts';
