/** Upstream's error for a request that no authorizer allows. */
import { errors, type StatusError, statusError } from '@kubets/machinery/status-error';
import type { UserInfo } from '../requests/request.ts';
import type { AuthorizationAttributes } from './authorizer.ts';

/** `pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "default"`. */
export function forbidden(user: UserInfo, asked: AuthorizationAttributes, reason: string): StatusError {
  const who = `User ${JSON.stringify(user.name)} cannot ${asked.verb}`;
  const why = reason === '' ? '' : `: ${reason}`;
  if (!asked.isResourceRequest)
    return statusError('Forbidden', `forbidden: ${who} path ${JSON.stringify(asked.path)}${why}`, {});
  const resource = asked.subresource === '' ? asked.resource : `${asked.resource}/${asked.subresource}`;
  const where = asked.namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(asked.namespace)}`;
  return errors.forbidden(
    { group: asked.group, resource: asked.resource },
    asked.name,
    `${who} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(asked.group)} ${where}${why}`,
  );
}
