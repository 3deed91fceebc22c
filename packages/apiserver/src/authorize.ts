/** The authorisation stage: asks the authoriser and words the refusal. */
import { errors, type StatusError, statusError } from '@kubets/machinery';
import type { AuthorizationAttributes, Authorizer } from './authorizer.ts';
import type { ApiRequest, RequestInfo } from './request.ts';

const selectingVerbs: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection']);

export function attributesOf(info: RequestInfo, query: URLSearchParams): AuthorizationAttributes {
  const labelSelector = query.get('labelSelector') ?? '';
  const fieldSelector = query.get('fieldSelector') ?? '';
  return {
    ...info,
    ...(selectingVerbs.has(info.verb) && labelSelector !== '' ? { labelSelector } : {}),
    ...(selectingVerbs.has(info.verb) && fieldSelector !== '' ? { fieldSelector } : {}),
  };
}

function refusal(user: string, info: RequestInfo, reason: string): StatusError {
  const quote = JSON.stringify;
  const because = reason === '' ? '' : `: ${reason}`;
  if (!info.isResourceRequest) {
    const message = `forbidden: User ${quote(user)} cannot ${info.verb} path ${quote(info.path)}${because}`;
    return statusError('Forbidden', message, {});
  }
  const resource = info.subresource === '' ? info.resource : `${info.resource}/${info.subresource}`;
  const where = info.namespace === '' ? 'at the cluster scope' : `in the namespace ${quote(info.namespace)}`;
  const what = `User ${quote(user)} cannot ${info.verb} resource ${quote(resource)} in API group ${quote(info.group)} ${where}`;
  return errors.forbidden({ group: info.group, resource: info.resource }, info.name, what + because);
}

/** Throws Forbidden in upstream's words unless the authoriser allows the request. */
export async function authorize(authorizer: Authorizer, request: ApiRequest, info: RequestInfo): Promise<void> {
  const verdict = await authorizer.authorize(request.user, attributesOf(info, request.query));
  if (verdict.decision !== 'allow') throw refusal(request.user.name, info, verdict.reason);
}
