/** User impersonation: the Impersonate-* headers. Each value requires the `impersonate` verb. */
import { errors } from '@kubets/machinery/status-error';
import type { AuthorizationAttributes, Authorizer } from '../authorization/authorizer.ts';
import { forbidden } from '../authorization/forbidden.ts';
import type { UserInfo } from '../requests/request.ts';
import {
  anonymousUser,
  authenticatedGroup,
  parseServiceAccountUser,
  serviceAccountGroups,
  unauthenticatedGroup,
} from './users.ts';

const extraPrefix = 'impersonate-extra-';

/** Header names in lower case, with all their values. */
export type HeaderValues = ReadonlyMap<string, readonly string[]>;

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

interface Wanted {
  readonly user: string;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  readonly extra: ReadonlyMap<string, readonly string[]>;
}

function wantedBy(headers: HeaderValues): Wanted | undefined {
  const user = headers.get('impersonate-user')?.[0] ?? '';
  const uid = headers.get('impersonate-uid')?.[0];
  const groups = headers.get('impersonate-group') ?? [];
  const extra = new Map<string, readonly string[]>();
  for (const [name, values] of headers)
    if (name.startsWith(extraPrefix)) extra.set(decoded(name.slice(extraPrefix.length)), values);
  if (user !== '') return { user, uid, groups, extra };
  if (uid !== undefined || groups.length > 0 || extra.size > 0)
    throw errors.badRequest('requested impersonation of groups, uid or extra without impersonating a user');
  return undefined;
}

function question(
  group: string,
  resource: string,
  name: string,
  namespace = '',
  subresource = '',
): AuthorizationAttributes {
  return {
    isResourceRequest: true,
    path: '',
    verb: 'impersonate',
    group,
    version: 'v1',
    namespace,
    resource,
    subresource,
    name,
  };
}

function questions(wanted: Wanted): readonly AuthorizationAttributes[] {
  const account = parseServiceAccountUser(wanted.user);
  const authentication = 'authentication.k8s.io';
  return [
    account === undefined
      ? question('', 'users', wanted.user)
      : question('', 'serviceaccounts', account.name, account.namespace),
    ...(wanted.uid === undefined ? [] : [question(authentication, 'uids', wanted.uid)]),
    ...wanted.groups.map((group) => question('', 'groups', group)),
    ...[...wanted.extra].flatMap(([key, values]) =>
      values.map((value) => question(authentication, 'userextras', value, '', key)),
    ),
  ];
}

/** Groups that were not requested, but that authentication adds to the user. */
function groupsOf(wanted: Wanted): readonly string[] {
  const account = parseServiceAccountUser(wanted.user);
  const own = account !== undefined && wanted.groups.length === 0 ? serviceAccountGroups(account.namespace) : [];
  const groups = [...own, ...wanted.groups];
  if (groups.includes(authenticatedGroup) || groups.includes(unauthenticatedGroup)) return groups;
  return [...groups, wanted.user === anonymousUser.name ? unauthenticatedGroup : authenticatedGroup];
}

/** The user to continue as: `user` itself if no impersonation is requested. Rejects with Forbidden. */
export async function impersonate(user: UserInfo, headers: HeaderValues, authorizer: Authorizer): Promise<UserInfo> {
  const wanted = wantedBy(headers);
  if (wanted === undefined) return user;
  for (const asked of questions(wanted)) {
    const verdict = await authorizer.authorize(user, asked);
    if (verdict.decision !== 'allow') throw forbidden(user, asked, verdict.reason);
  }
  return {
    name: wanted.user,
    groups: groupsOf(wanted),
    ...(wanted.uid === undefined ? {} : { uid: wanted.uid }),
    ...(wanted.extra.size === 0 ? {} : { extra: Object.fromEntries(wanted.extra) }),
  };
}
