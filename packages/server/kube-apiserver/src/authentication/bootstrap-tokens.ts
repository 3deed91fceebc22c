/** Bootstrap tokens `ID.SECRET`, which are Secrets in kube-system as upstream. */
import { secrets } from '@kubets/api';
import type { ResourceReader } from '@kubets/apiserver/access';
import type { UserInfo } from '@kubets/apiserver/requests';
import type { Clock } from '@kubets/base';
import { parseTime } from '@kubets/machinery/time';

export const bootstrapTokenType = 'bootstrap.kubernetes.io/token';
const joinersGroup = 'system:bootstrappers';

const form = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const groupForm = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

/** Whether a token has the form of a bootstrap token. */
export function isBootstrapToken(token: string): boolean {
  return form.test(token);
}

/** Compares in constant time. Both have the length of the form. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < b.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

/** The user of the token; undefined if there is no such token, or it has expired or is not for authentication. */
export async function bootstrapTokenUser(
  reader: Pick<ResourceReader, 'get'>,
  clock: Clock,
  token: string,
): Promise<UserInfo | undefined> {
  const [, id = '', shown = ''] = form.exec(token) ?? [];
  if (id === '') return undefined;
  const secret = await reader.get(secrets, 'kube-system', `bootstrap-token-${id}`);
  if (secret?.type !== bootstrapTokenType || secret.metadata?.deletionTimestamp !== undefined) return undefined;
  const data = new Map(Object.entries(secret.data ?? {}).map(([name, value]) => [name, atob(value)]));
  if (!sameText(data.get('token-secret') ?? '', shown) || data.get('token-id') !== id) return undefined;
  const expiration = data.get('expiration');
  if (expiration !== undefined && (parseTime(expiration) ?? 0) <= clock.now()) return undefined;
  if (data.get('usage-bootstrap-authentication') !== 'true') return undefined;
  const extra = (data.get('auth-extra-groups') ?? '').split(',').filter((group) => group !== '');
  if (!extra.every((group) => groupForm.test(group))) return undefined;
  return { name: `system:bootstrap:${id}`, groups: [joinersGroup, ...extra] };
}
