/** Reviews of authorization: create requests that are answered immediately and never stored. */
import { defineResource } from '../define-resource.ts';
import type {
  LocalSubjectAccessReview,
  SelfSubjectAccessReview,
  SelfSubjectRulesReview,
  SubjectAccessReview,
} from '../generated/authorization/v1.ts';

const common = { group: 'authorization.k8s.io', version: 'v1' } as const;

export const subjectAccessReviews = defineResource<SubjectAccessReview>({ ...common, kind: 'SubjectAccessReview' });
export const localSubjectAccessReviews = defineResource<LocalSubjectAccessReview>({
  ...common,
  kind: 'LocalSubjectAccessReview',
});
export const selfSubjectAccessReviews = defineResource<SelfSubjectAccessReview>({
  ...common,
  kind: 'SelfSubjectAccessReview',
});
export const selfSubjectRulesReviews = defineResource<SelfSubjectRulesReview>({
  ...common,
  kind: 'SelfSubjectRulesReview',
});
