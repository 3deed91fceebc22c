/** The expressions of admission policies and of the match conditions of webhooks: their variables, types and results. */
export {
  type AdmissionExpressionOptions,
  AdmissionExpressions,
  type CompiledExpression,
  type ExpressionScope,
} from './admission-expressions.ts';
export type { ExpressionResult } from './expression-results.ts';
