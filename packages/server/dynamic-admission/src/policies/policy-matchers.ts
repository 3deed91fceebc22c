/** Which writes policies and bindings are for. Their matchers are kept as long as they are. */
import type { MatchResources } from '@kubets/api';
import { type MatchCriteria, WriteMatcher } from '../matching/index.ts';
import { type Binding, type Policy, PolicyConfigurationError } from './policy-kinds.ts';

function criteriaOf({ resourceRules = [], excludeResourceRules, ...rest }: MatchResources): MatchCriteria {
  const { matchPolicy, namespaceSelector, objectSelector } = rest;
  return {
    ...(resourceRules.length === 0 ? {} : { rules: resourceRules }),
    ...(excludeResourceRules === undefined ? {} : { excludeRules: excludeResourceRules }),
    ...(matchPolicy === undefined ? {} : { matchPolicy }),
    ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
    ...(objectSelector === undefined ? {} : { objectSelector }),
  };
}

const matchers = new WeakMap<MatchResources, WriteMatcher>();

function matcherOf(resources: MatchResources): WriteMatcher {
  let matcher = matchers.get(resources);
  if (matcher === undefined) {
    matcher = new WriteMatcher(criteriaOf(resources));
    matchers.set(resources, matcher);
  }
  return matcher;
}

/** Throws if a selector is invalid, and PolicyConfigurationError without constraints. */
export function policyMatcher(policy: Policy): WriteMatcher {
  const constraints = policy.spec?.matchConstraints;
  if (constraints !== undefined) return matcherOf(constraints);
  throw new PolicyConfigurationError('policy contained no match constraints, a required field');
}

/** Undefined: the binding is for every write that its policy is for. */
export function bindingMatcher(binding: Binding): WriteMatcher | undefined {
  const resources = binding.spec?.matchResources;
  return resources === undefined ? undefined : matcherOf(resources);
}
