/** The files of volumes that are made of API objects. */
import type {
  ConfigMap,
  DownwardAPIVolumeFile,
  KeyToPath,
  Secret,
  ServiceAccountTokenProjection,
  Volume,
  VolumeProjection,
} from '@kubets/api';
import { fromBase64 } from '../config/environment.ts';
import { type DownwardContext, fieldValue, resourceValue } from '../config/field-ref.ts';
import type { ObjectSource } from '../config/objects.ts';

export interface PayloadFile {
  readonly bytes: Uint8Array;
  readonly mode: number;
  /** Other than root: the one user all containers run as may read its token. */
  readonly uid?: number;
}

/** By path inside the volume; later sources win. */
export type Payload = ReadonlyMap<string, PayloadFile>;

/** A volume cannot be made (yet): an event says so and the pod waits. */
export class VolumeError extends Error {
  override readonly name = 'VolumeError';
}

const defaultFileMode = 0o644;
const tokenLifetime = 3600;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface PayloadContext {
  readonly downward: DownwardContext;
  readonly objects: ObjectSource;
  /** Owner and group that the pod's security context gives to tokens. */
  readonly fsUser: number | undefined;
  readonly fsGroup: number | undefined;
}

/** Keeps a path inside its volume: relative, and without `..`. */
function checkedPath(path: string): string {
  const parts = path.split('/');
  if (path === '' || path.startsWith('/') || path.startsWith('..') || parts.includes('..') || path.includes('\0'))
    throw new VolumeError(`invalid path: ${path}`);
  return path;
}

interface Selection {
  readonly items: readonly KeyToPath[] | undefined;
  readonly mode: number;
  readonly optional: boolean;
}

/** All keys, or those chosen under the paths given. */
function selectFiles(
  data: ReadonlyMap<string, Uint8Array>,
  { items, mode, optional }: Selection,
  missing: (key: string) => string,
): [string, PayloadFile][] {
  if (items === undefined) return Array.from(data, ([key, bytes]) => [checkedPath(key), { bytes, mode }]);
  return items.flatMap((item): [string, PayloadFile][] => {
    const bytes = data.get(item.key);
    if (bytes !== undefined) return [[checkedPath(item.path), { bytes, mode: item.mode ?? mode }]];
    if (optional) return [];
    throw new VolumeError(missing(item.key));
  });
}

const configMapData = (map: ConfigMap | undefined): Map<string, Uint8Array> =>
  new Map([
    ...Object.entries(map?.data ?? {}).map(([key, text]) => [key, encode(text)] as const),
    ...Object.entries(map?.binaryData ?? {}).map(([key, text]) => [key, fromBase64(text)] as const),
  ]);

const secretData = (secret: Secret | undefined): Map<string, Uint8Array> =>
  new Map(Object.entries(secret?.data ?? {}).map(([key, text]) => [key, fromBase64(text)]));

async function configMapFiles(name: string, selection: Selection, context: PayloadContext) {
  const namespace = context.downward.pod.metadata?.namespace ?? '';
  const map = await context.objects.configMap(namespace, name);
  if (map === undefined && !selection.optional) throw new VolumeError(`configmap "${name}" not found`);
  return selectFiles(configMapData(map), selection, (key) => `configmap references non-existent config key: ${key}`);
}

async function secretFiles(name: string, selection: Selection, context: PayloadContext) {
  const namespace = context.downward.pod.metadata?.namespace ?? '';
  const secret = await context.objects.secret(namespace, name);
  if (secret === undefined && !selection.optional) throw new VolumeError(`secret "${name}" not found`);
  return selectFiles(secretData(secret), selection, (key) => `references non-existent secret key: ${key}`);
}

function downwardFiles(
  items: readonly DownwardAPIVolumeFile[],
  mode: number,
  context: PayloadContext,
): [string, PayloadFile][] {
  return items.map((item) => {
    const text = item.fieldRef
      ? fieldValue(item.fieldRef, context.downward)
      : item.resourceFieldRef
        ? resourceValue(item.resourceFieldRef, context.downward, '')
        : '';
    return [checkedPath(item.path), { bytes: encode(text), mode: item.mode ?? mode }];
  });
}

async function tokenFile(
  source: ServiceAccountTokenProjection,
  mode: number,
  context: PayloadContext,
): Promise<[string, PayloadFile]> {
  const { metadata, spec } = context.downward.pod;
  const token = await context.objects.token({
    namespace: metadata?.namespace ?? '',
    serviceAccount: spec?.serviceAccountName || 'default',
    pod: { name: metadata?.name ?? '', uid: metadata?.uid ?? '' },
    audience: source.audience ?? '',
    expirationSeconds: source.expirationSeconds ?? tokenLifetime,
  });
  const owned = context.fsUser !== undefined || context.fsGroup !== undefined;
  const file: PayloadFile = { bytes: encode(token), mode: owned ? 0o600 : mode };
  return [checkedPath(source.path), context.fsUser === undefined ? file : { ...file, uid: context.fsUser }];
}

async function projectionFiles(source: VolumeProjection, mode: number, context: PayloadContext) {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  if (configMap) {
    const selection = { items: configMap.items, mode, optional: configMap.optional ?? false };
    return configMapFiles(configMap.name ?? '', selection, context);
  }
  if (secret) {
    const selection = { items: secret.items, mode, optional: secret.optional ?? false };
    return secretFiles(secret.name ?? '', selection, context);
  }
  if (downwardAPI) return downwardFiles(downwardAPI.items ?? [], mode, context);
  if (serviceAccountToken) return [await tokenFile(serviceAccountToken, mode, context)];
  throw new VolumeError('the source of a projected volume is not supported');
}

/** The volume's files; undefined for a volume that is not made of API objects. */
export async function payloadOf(volume: Volume, context: PayloadContext): Promise<Payload | undefined> {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (configMap) {
    const mode = configMap.defaultMode ?? defaultFileMode;
    const selection = { items: configMap.items, mode, optional: configMap.optional ?? false };
    return new Map(await configMapFiles(configMap.name ?? '', selection, context));
  }
  if (secret) {
    const mode = secret.defaultMode ?? defaultFileMode;
    const selection = { items: secret.items, mode, optional: secret.optional ?? false };
    return new Map(await secretFiles(secret.secretName ?? '', selection, context));
  }
  if (downwardAPI)
    return new Map(downwardFiles(downwardAPI.items ?? [], downwardAPI.defaultMode ?? defaultFileMode, context));
  if (projected) {
    const files = new Map<string, PayloadFile>();
    for (const source of projected.sources ?? [])
      for (const [path, file] of await projectionFiles(source, projected.defaultMode ?? defaultFileMode, context))
        files.set(path, file);
    return files;
  }
  return undefined;
}
