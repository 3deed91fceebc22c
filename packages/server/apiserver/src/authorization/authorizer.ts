/** Authorization: whether a user may do what a request asks. RBAC and the node authorizer are implementations. */
import type { RequestInfo, UserInfo } from '../requests/request.ts';

/** What is asked for. For paths that are no resources only `path` and `verb` (the HTTP method in lower case) count. */
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
  /** For people and for audit; part of the Forbidden message when it is not empty. */
  readonly reason: string;
}

export interface Authorizer {
  authorize(user: UserInfo, attributes: AuthorizationAttributes): Promise<AuthorizationDecision>;
}

/** Lets everything through: for tests and for a server that stands behind another one. */
export const alwaysAllow: Authorizer = {
  authorize: async () => ({ decision: 'allow', reason: '' }),
};

/** Members of this group may do anything, before any authorizer is asked. */
export const privilegedGroup = 'system:masters';

/** Asks each in turn until one allows or denies; their reasons are joined when none does. */
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
