/** TokenReview and SelfSubjectReview. Nothing is stored. */
import type { UserInfo as ApiUserInfo, SelfSubjectReview, TokenReview, TokenReviewStatus } from '@kubets/api';
import type { UserInfo } from '@kubets/apiserver/requests';
import { created, handlerAt, type SubresourceHandler } from '@kubets/apiserver/subresources';
import { errors } from '@kubets/machinery/status-error';
import type { ServiceAccountTokens, TokenVerdict } from './service-account-tokens.ts';

const group = 'authentication.k8s.io';

function shown({ name, uid, groups, extra }: UserInfo): ApiUserInfo {
  return {
    username: name,
    ...(uid === undefined ? {} : { uid }),
    groups,
    ...(extra === undefined ? {} : { extra }),
  };
}

function statusOf(verdict: TokenVerdict): TokenReviewStatus {
  if (verdict.valid) return { authenticated: true, user: shown(verdict.user), audiences: verdict.audiences };
  const error = verdict.ours ? `[invalid bearer token, ${verdict.reason}]` : verdict.reason;
  return { user: {}, error };
}

export function tokenReviewHandlers(tokens: ServiceAccountTokens): readonly SubresourceHandler[] {
  return [
    handlerAt({ group, resource: 'tokenreviews' }, async (call) => {
      const review = (await call.body()) as TokenReview;
      if (!review.spec?.token) throw errors.badRequest('token is required for TokenReview in authentication');
      await call.admit(review);
      const verdict = await tokens.verify(call.resources, review.spec.token, review.spec.audiences);
      return created({ ...review, status: statusOf(verdict) });
    }),
    handlerAt({ group, resource: 'selfsubjectreviews' }, async (call) => {
      const review = (await call.body()) as SelfSubjectReview;
      await call.admit(review);
      return created({ ...review, status: { userInfo: shown(call.request.user) } });
    }),
  ];
}
