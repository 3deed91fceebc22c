/** The users and groups that authentication itself assigns. */
import type { UserInfo } from '../requests/request.ts';

export const authenticatedGroup = 'system:authenticated';
export const unauthenticatedGroup = 'system:unauthenticated';
const serviceAccountsGroup = 'system:serviceaccounts';
const serviceAccountPrefix = 'system:serviceaccount:';

/** The key of a user's extra that identifies the credential. */
export const credentialId = 'authentication.kubernetes.io/credential-id';

export const anonymousUser: UserInfo = { name: 'system:anonymous', groups: [unauthenticatedGroup] };

export interface ServiceAccountName {
  readonly namespace: string;
  readonly name: string;
}

/** The service account of a user `system:serviceaccount:NS:NAME`; undefined for other users. */
export function parseServiceAccountUser(user: string): ServiceAccountName | undefined {
  if (!user.startsWith(serviceAccountPrefix)) return undefined;
  const [namespace, name, ...rest] = user.slice(serviceAccountPrefix.length).split(':');
  return namespace && name && rest.length === 0 ? { namespace, name } : undefined;
}

export function serviceAccountGroups(namespace: string): readonly string[] {
  return [serviceAccountsGroup, `${serviceAccountsGroup}:${namespace}`];
}

/** `user` as an authenticated user. */
export function asAuthenticated(user: UserInfo): UserInfo {
  if (user.groups.includes(authenticatedGroup) || user.groups.includes(unauthenticatedGroup)) return user;
  return { ...user, groups: [...user.groups, authenticatedGroup] };
}
