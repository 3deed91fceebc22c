/** The request headers in which a front proxy names the user. Upstream: SetAuthProxyHeaders. */
import type { UserInfo } from '@kubets/apiserver/requests';

/** The user as whom the aggregator itself asks: it may see the discovery of every server. */
export const aggregatorUser: UserInfo = { name: 'system:kube-aggregator', groups: ['system:masters'] };

const legal = /[^!#$&'*+.^_`|~0-9A-Za-z-]/;
const utf8 = new TextEncoder();

/** A key as part of a header name: what a name cannot contain, and the percent sign, is percent-encoded. */
function escapedKey(key: string): string {
  return Array.from(utf8.encode(key), (byte) => {
    const char = String.fromCharCode(byte);
    return legal.test(char) ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}` : char;
  }).join('');
}

/** Names and values of the headers. */
export function identityHeaders(user: UserInfo): readonly (readonly [string, string])[] {
  return [
    ['x-remote-user', user.name],
    ...(user.uid === undefined || user.uid === '' ? [] : [['x-remote-uid', user.uid] as const]),
    ...user.groups.map((group) => ['x-remote-group', group] as const),
    ...Object.entries(user.extra ?? {}).flatMap(([key, values]) =>
      values.map((value) => [`x-remote-extra-${escapedKey(key)}`, value] as const),
    ),
  ];
}
