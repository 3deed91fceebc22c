/** ResourceQuota: how objects are counted. Shared by admission and the controller. */
export {
  checkQuotaRequest,
  type LimitedResource,
  type QuotaCharge,
  type QuotaDecision,
} from './check-request.ts';
export type { QuotaEvaluator, QuotaFacts, QuotaRequest } from './evaluator.ts';
export { evaluatorOf } from './evaluators.ts';
export { evaluatorsOf, hasNewLimits, quotaStatus, usageChanged, usageOfObjects } from './quota-usage.ts';
export { type ResourceList, sum, textsOf } from './resource-list.ts';
