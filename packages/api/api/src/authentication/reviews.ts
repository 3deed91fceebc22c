/** Reviews of authentication: create requests that are answered immediately and never stored. */
import { defineResource } from '../define-resource.ts';
import type { SelfSubjectReview, TokenReview } from '../generated/authentication/v1.ts';

const common = { group: 'authentication.k8s.io', version: 'v1' } as const;

export const tokenReviews = defineResource<TokenReview>({ ...common, kind: 'TokenReview' });
export const selfSubjectReviews = defineResource<SelfSubjectReview>({ ...common, kind: 'SelfSubjectReview' });
