/** Credentials for registries, from the pull secrets of a pod. */
import type { Pod, Secret } from '@kubets/api';
import { fromBase64 } from '@kubets/base';
import { parseImage } from '@kubets/cri/image-reference';
import type { RegistryAuth } from '@kubets/cri/runtime';
import type { ObjectSource } from '../cri-config/objects.ts';
import type { SecretCredential } from './pull-records.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Empty for invalid base64: such a secret has no credentials, but must not fail the pod. */
function decodedAuth(text: string): string {
  try {
    return new TextDecoder().decode(fromBase64(text));
  } catch {
    return '';
  }
}

function authFrom(entry: unknown): RegistryAuth | undefined {
  if (!isRecord(entry)) return undefined;
  const text = (key: string): string => (typeof entry[key] === 'string' ? entry[key] : '');
  let [username, password] = [text('username'), text('password')];
  if (username === '' && text('auth') !== '') {
    const decoded = decodedAuth(text('auth'));
    const colon = decoded.indexOf(':');
    if (colon < 0) return undefined;
    [username, password] = [decoded.slice(0, colon), decoded.slice(colon + 1)];
  }
  return username === '' ? undefined : { username, password };
}

/** No label of a host name is longer than 63 characters; a bound keeps the comparison cheap. */
const maxLabelPatternLength = 255;

/** Whether the pattern matches the whole label: `*` stands for any characters, `?` for one. It goes back to the last `*` only. */
function labelMatches(pattern: string, label: string): boolean {
  if (pattern.length > maxLabelPatternLength) return false;
  let [at, from, star, retry] = [0, 0, -1, 0];
  while (from < label.length) {
    if (pattern[at] === '*') {
      star = at++;
      retry = from;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === label[from])) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++retry;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

/** `host:port` against a pattern of one: as many labels, each of which matches, and the same port. */
function hostMatches(pattern: string, host: string): boolean {
  const [labels = '', port] = pattern.split(':', 2);
  const [wantedLabels = '', wantedPort] = host.split(':', 2);
  const [patterns, wanted] = [labels.split('.'), wantedLabels.split('.')];
  return (
    port === wantedPort &&
    patterns.length === wanted.length &&
    patterns.every((each, index) => labelMatches(each, wanted[index] ?? ''))
  );
}

/** Credentials for the image's registry in a docker config secret. Host names may hold wildcards, as upstream's keyring takes them. */
export function registryAuth(secret: Secret, image: string): RegistryAuth | undefined {
  const reference = parseImage(image);
  const raw = secret.data?.['.dockerconfigjson'] ?? secret.data?.['.dockercfg'];
  if (reference === undefined || raw === undefined) return undefined;
  let config: unknown;
  try {
    config = JSON.parse(new TextDecoder().decode(fromBase64(raw)));
  } catch {
    return undefined;
  }
  const auths = isRecord(config) && isRecord(config['auths']) ? config['auths'] : config;
  if (!isRecord(auths)) return undefined;
  const bare = (registry: string): string =>
    registry
      .replace(/^https?:\/\//, '')
      .replace(/\/(v[12]\/?)?$/, '')
      .replace(/^(index|registry-1)\.docker\.io/, 'docker.io');
  const accepts = (registry: string): boolean => {
    const slash = registry.indexOf('/');
    const [host, path] = slash < 0 ? [registry, ''] : [registry.slice(0, slash), registry.slice(slash + 1)];
    return (
      hostMatches(host, reference.domain) &&
      (path === '' || reference.path === path || reference.path.startsWith(`${path}/`))
    );
  };
  const matching = Object.keys(auths)
    .filter((registry) => accepts(bare(registry)))
    .sort((a, b) => b.length - a.length)[0];
  return matching === undefined ? undefined : authFrom(auths[matching]);
}

export interface PullCredential {
  readonly auth: RegistryAuth;
  /** Where they are from. */
  readonly secret: SecretCredential;
}

/** The credentials of the pod for the registry of the image, in the order of its pull secrets. Missing secrets are skipped. */
export async function pullCredentials(
  pod: Pod,
  image: string,
  objects: Pick<ObjectSource, 'secret'>,
  digest: (text: string) => string,
): Promise<readonly PullCredential[]> {
  const found: PullCredential[] = [];
  const namespace = pod.metadata?.namespace ?? '';
  for (const { name = '' } of pod.spec?.imagePullSecrets ?? []) {
    const secret = await objects.secret(namespace, name);
    const auth = secret && registryAuth(secret, image);
    if (auth === undefined) continue;
    const credentialHash = digest(JSON.stringify([auth.username, auth.password]));
    found.push({ auth, secret: { uid: secret?.metadata?.uid ?? '', namespace, name, credentialHash } });
  }
  return found;
}
