/** Which writes a webhook or a policy is for. */
export { isExempt } from './exempt-kinds.ts';
export { matchesRule, type RuledWrite, type RuleWithOperations } from './rules.ts';
export { type Match, type MatchCriteria, WriteMatcher } from './write-matcher.ts';
