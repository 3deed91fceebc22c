/** Authorization: whether a user may do what a request asks. RBAC and the node authorizer are implementations. */
import type { RequestInfo, UserInfo } from '../requests/request.ts';

/** The attributes of a request. For non-resource paths only `path` and `verb` (the HTTP method in lower case) count. */
export type AuthorizationAttributes = Pick<
  RequestInfo,
  'isResourceRequest' | 'path' | 'verb' | 'group' | 'version' | 'namespace' | 'resource' | 'subresource' | 'name'
> & {
  /** The selectors of a list, watch or deletecollection, as sent. */
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
};

export interface AuthorizationDecision {
  readonly decision: 'allow' | 'deny' | 'noOpinion';
  /** For people and for audit; part of the Forbidden message if it is not empty. */
  readonly reason: string;
}

export interface Authorizer {
  authorize(user: UserInfo, attributes: AuthorizationAttributes): Promise<AuthorizationDecision>;
}

/** Allows everything: for tests, and for a server behind another one. */
export const alwaysAllow: Authorizer = {
  authorize: async () => ({ decision: 'allow', reason: '' }),
};

/** Members of this group may do anything; no authorizer is asked. */
export const privilegedGroup = 'system:masters';

/** Asks each in turn until one allows or denies; if none does, their reasons are joined. */
export function unionAuthorizer(...authorizers: readonly Authorizer[]): Authorizer {
  return {
    async authorize(user, attributes) {
      const reasons: string[] = [];
      for (const authorizer of authorizers) {
        const verdict = await authorizer.authorize(user, attributes);
        if (verdict.reason !== '') reasons.push(verdict.reason);
        if (verdict.decision !== 'noOpinion') return { decision: verdict.decision, reason: reasons.join('\n') };
      }
      return { decision: 'noOpinion', reason: reasons.join('\n') };
    },
  };
}
