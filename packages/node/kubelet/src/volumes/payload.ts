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
import { fromBase64 } from '@kubets/base';
import { type DownwardContext, fieldValue, resourceValue } from '../cri-config/field-ref.ts';
import type { ObjectSource } from '../cri-config/objects.ts';
import { SizeBudget } from '../cri-config/size-budget.ts';

export interface PayloadFile {
  readonly bytes: Uint8Array;
  readonly mode: number;
  /** Other than root: the one user all containers run as may read its token. */
  readonly uid?: number;
}

/** By path inside the volume; later sources win. */
export type Payload = ReadonlyMap<string, PayloadFile>;

/** A volume cannot be mounted. The pod waits, with a FailedMount event. */
export class VolumeError extends Error {
  override readonly name = 'VolumeError';
}

/** Of one volume. An object is at most a megabyte, but a volume may name it thousands of times. */
const maxVolumeBytes = 64 * 1024 * 1024;
const defaultFileMode = 0o644;
const defaultTokenLifetimeSeconds = 3600;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface PayloadContext {
  readonly downward: DownwardContext;
  readonly objects: ObjectSource;
  /** Owner and group that the pod's security context gives to tokens. */
  readonly fsUser: number | undefined;
  readonly fsGroup: number | undefined;
}

/** Keeps a path inside its volume: relative, and without `..`. The answer has no empty names and no `.` in it. */
function checkedPath(path: string): string {
  const parts = path.split('/');
  const clean = parts.filter((name) => name !== '' && name !== '.').join('/');
  if (clean === '' || path.startsWith('/') || clean.startsWith('..') || parts.includes('..') || path.includes('\0'))
    throw new VolumeError(`invalid path: ${path}`);
  return clean;
}

interface Budgeted extends PayloadContext {
  readonly budget: SizeBudget;
}

/** An object's keys. Bytes are made of those that are asked for only. */
interface ObjectData {
  keys(): readonly string[];
  bytes(key: string): Uint8Array | undefined;
}

interface Selection {
  readonly items: readonly KeyToPath[] | undefined;
  readonly mode: number;
  readonly optional: boolean;
}

/** All keys, or those chosen under the paths given. */
function selectFiles(
  data: ObjectData,
  { items, mode, optional }: Selection,
  missing: (key: string) => string,
  budget: SizeBudget,
): [string, PayloadFile][] {
  const wanted: readonly KeyToPath[] = items ?? data.keys().map((key) => ({ key, path: key }));
  return wanted.flatMap((item): [string, PayloadFile][] => {
    const bytes = data.bytes(item.key);
    budget.take((bytes?.length ?? 0) + item.path.length);
    if (bytes !== undefined) return [[checkedPath(item.path), { bytes, mode: item.mode ?? mode }]];
    if (optional) return [];
    throw new VolumeError(missing(item.key));
  });
}

function objectData(
  texts: Readonly<Record<string, string>> = {},
  encoded: Readonly<Record<string, string>> = {},
): ObjectData {
  return {
    keys: () => [...new Set([...Object.keys(texts), ...Object.keys(encoded)])],
    bytes: (key) => {
      if (Object.hasOwn(encoded, key)) return fromBase64(encoded[key] ?? '');
      return Object.hasOwn(texts, key) ? encode(texts[key] ?? '') : undefined;
    },
  };
}

const configMapData = (map: ConfigMap | undefined): ObjectData => objectData(map?.data, map?.binaryData);
const secretData = (secret: Secret | undefined): ObjectData => objectData({}, secret?.data);

async function configMapFiles(name: string, selection: Selection, context: Budgeted) {
  const namespace = context.downward.pod.metadata?.namespace ?? '';
  const map = await context.objects.configMap(namespace, name);
  if (map === undefined && !selection.optional) throw new VolumeError(`configmap "${name}" not found`);
  const missing = (key: string): string => `configmap references non-existent config key: ${key}`;
  return selectFiles(configMapData(map), selection, missing, context.budget);
}

async function secretFiles(name: string, selection: Selection, context: Budgeted) {
  const namespace = context.downward.pod.metadata?.namespace ?? '';
  const secret = await context.objects.secret(namespace, name);
  if (secret === undefined && !selection.optional) throw new VolumeError(`secret "${name}" not found`);
  const missing = (key: string): string => `references non-existent secret key: ${key}`;
  return selectFiles(secretData(secret), selection, missing, context.budget);
}

function downwardFiles(
  items: readonly DownwardAPIVolumeFile[],
  mode: number,
  context: Budgeted,
): [string, PayloadFile][] {
  return items.map((item) => {
    const text = item.fieldRef
      ? fieldValue(item.fieldRef, context.downward)
      : item.resourceFieldRef
        ? resourceValue(item.resourceFieldRef, context.downward, '')
        : '';
    context.budget.take(text.length + item.path.length);
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
    expirationSeconds: source.expirationSeconds ?? defaultTokenLifetimeSeconds,
  });
  const owned = context.fsUser !== undefined || context.fsGroup !== undefined;
  const file: PayloadFile = { bytes: encode(token), mode: owned ? 0o600 : mode };
  return [checkedPath(source.path), context.fsUser === undefined ? file : { ...file, uid: context.fsUser }];
}

async function projectionFiles(source: VolumeProjection, mode: number, context: Budgeted) {
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
export async function payloadOf(volume: Volume, given: PayloadContext): Promise<Payload | undefined> {
  const budget = new SizeBudget(maxVolumeBytes, () => new VolumeError('the content of the volume is too large'));
  const context = { ...given, budget };
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
