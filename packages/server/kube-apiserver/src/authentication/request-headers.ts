/**
 * Users that a front proxy names in request headers. Only a client certificate of the front proxies' authority makes
 * the headers count; those of other clients are ignored.
 */
import type { FrontProxyCertificate } from '@kubets/apiserver/authentication';
import type { UserInfo } from '@kubets/apiserver/requests';

/** The name in the certificate of kubets as a front proxy. That of kubeadm. */
export const frontProxyUser = 'front-proxy-client';

/** Upstream: the flags `--requestheader-*`. Header names in any case. */
export interface RequestHeaderOptions {
  /** Common names of front proxies; empty: all that the authority has issued. */
  readonly allowedNames: readonly string[];
  readonly usernameHeaders: readonly string[];
  readonly uidHeaders: readonly string[];
  readonly groupHeaders: readonly string[];
  readonly extraHeaderPrefixes: readonly string[];
}

/** The options of kubeadm. */
export const defaultRequestHeaders: RequestHeaderOptions = {
  allowedNames: [frontProxyUser],
  usernameHeaders: ['X-Remote-User'],
  uidHeaders: ['X-Remote-Uid'],
  groupHeaders: ['X-Remote-Group'],
  extraHeaderPrefixes: ['X-Remote-Extra-'],
};

type Values = ReadonlyMap<string, readonly string[]>;

function firstValue(values: Values, names: readonly string[]): string {
  for (const name of names) {
    const value = (values.get(name.toLowerCase())?.[0] ?? '').trim();
    if (value !== '') return value;
  }
  return '';
}

function allValues(values: Values, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => values.get(name.toLowerCase()) ?? []).filter((value) => value !== '');
}

/** Keys are percent-encoded, since header names cannot contain every character. An invalid one is kept as it is. */
function decodedKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function extraOf(values: Values, prefixes: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const extra = new Map<string, readonly string[]>();
  for (const prefix of prefixes.map((each) => each.toLowerCase()))
    for (const [name, each] of values)
      if (name.startsWith(prefix)) {
        const key = decodedKey(name.slice(prefix.length));
        extra.set(key, [...(extra.get(key) ?? []), ...each]);
      }
  return extra;
}

/**
 * The user that the front proxy names; undefined if it names none, or is not an allowed one.
 * @param values all values of every header, names in lower case
 */
export function requestHeaderUser(
  { frontProxy }: FrontProxyCertificate,
  values: Values,
  options: RequestHeaderOptions,
): UserInfo | undefined {
  const { allowedNames } = options;
  if (allowedNames.length > 0 && !allowedNames.includes(frontProxy.commonName)) return undefined;
  const name = firstValue(values, options.usernameHeaders);
  if (name === '') return undefined;
  const uid = firstValue(values, options.uidHeaders);
  const extra = extraOf(values, options.extraHeaderPrefixes);
  return {
    name,
    groups: allValues(values, options.groupHeaders),
    ...(uid === '' ? {} : { uid }),
    ...(extra.size === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}

/** The data that aggregated API servers read in the ConfigMap `extension-apiserver-authentication`. */
export function requestHeaderData(authority: string, options: RequestHeaderOptions): Readonly<Record<string, string>> {
  return {
    'requestheader-allowed-names': JSON.stringify(options.allowedNames),
    'requestheader-client-ca-file': authority,
    'requestheader-extra-headers-prefix': JSON.stringify(options.extraHeaderPrefixes),
    'requestheader-group-headers': JSON.stringify(options.groupHeaders),
    'requestheader-uid-headers': JSON.stringify(options.uidHeaders),
    'requestheader-username-headers': JSON.stringify(options.usernameHeaders),
  };
}
