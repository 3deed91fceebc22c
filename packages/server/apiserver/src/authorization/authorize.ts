/** The authorization stage: asks the authorizer and returns its refusal. */

import type { ApiRequest, RequestInfo } from '../requests/request.ts';
import type { AuthorizationAttributes, Authorizer } from './authorizer.ts';
import { forbidden } from './forbidden.ts';

const selectingVerbs: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection']);

function attributesOf(info: RequestInfo, query: URLSearchParams): AuthorizationAttributes {
  if (!selectingVerbs.has(info.verb)) return info;
  const labelSelector = query.get('labelSelector') ?? '';
  const fieldSelector = query.get('fieldSelector') ?? '';
  return {
    ...info,
    ...(labelSelector !== '' ? { labelSelector } : {}),
    ...(fieldSelector !== '' ? { fieldSelector } : {}),
  };
}

/** Throws Forbidden with upstream's message unless the authorizer allows the request. */
export async function authorize(authorizer: Authorizer, request: ApiRequest, info: RequestInfo): Promise<void> {
  const asked = attributesOf(info, request.query);
  const verdict = await authorizer.authorize(request.user, asked);
  if (verdict.decision !== 'allow') throw forbidden(request.user, asked, verdict.reason);
}
