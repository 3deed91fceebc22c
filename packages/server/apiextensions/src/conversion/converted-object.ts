/** What a webhook may make of an object: everything except its kind, its name and its other metadata. Pure. */
import { deepEqual } from '@kubets/base';
import type { FieldError } from '@kubets/machinery/field-error';
import { encodeJson, isPlain, own, type Plain } from '@kubets/machinery/json';
import { type KubeObject, parseApiVersion } from '@kubets/machinery/meta';
import { validateAnnotations, validateLabels } from '@kubets/machinery/names';

/** The converted object, or why it is refused. `metadata`: the reason is its metadata. */
export type Conversion = { readonly object: KubeObject } | { readonly error: string; readonly metadata?: true };

const shownVersion = (apiVersion: string): string => {
  const parsed = parseApiVersion(apiVersion);
  return parsed === undefined ? apiVersion : [parsed.group, parsed.version].filter((part) => part !== '').join('/');
};

function text(object: Plain, name: string): string {
  const value = own(object, name);
  return typeof value === 'string' ? value : '';
}

/** Checks what a webhook returned for `original`, and restores its metadata except for labels and annotations. */
export function convertedObject(original: KubeObject, returned: unknown, apiVersion: string): Conversion {
  if (!isPlain(returned) || text(returned, 'kind') === '') {
    return { error: `Object 'Kind' is missing in '${encodeJson(returned ?? null)}'` };
  }
  const version = text(returned, 'apiVersion');
  if (version !== apiVersion) {
    return { error: `invalid groupVersion (expected ${apiVersion}, received ${shownVersion(version)})` };
  }
  const kind = text(returned, 'kind');
  if (kind !== original.kind) return { error: `invalid kind (expected ${original.kind}, received ${kind})` };
  const given = own(returned, 'metadata');
  const metadata = isPlain(given) ? given : {};
  for (const [name, field] of [
    ['name', 'name'],
    ['namespace', 'namespace'],
    ['UID', 'uid'],
  ] as const) {
    const [expected, found] = [original.metadata?.[field] ?? '', text(metadata, field)];
    if (expected !== found) return { error: `must have the same ${name}: ${expected} != ${found}` };
  }
  if (given === undefined) return { error: 'missing metadata in converted object', metadata: true };
  if (!isPlain(given))
    return { error: `invalid metadata of type ${goType(given)} in converted object`, metadata: true };
  return withMetadata(original, returned, given);
}

function withMetadata(original: KubeObject, returned: Plain, given: Plain): Conversion {
  const metadata: Plain = { ...original.metadata };
  for (const field of ['labels', 'annotations'] as const) {
    const value = own(given, field);
    delete metadata[field];
    if (value === undefined || value === null) continue;
    const wrong = textMapError(value, field, original.metadata?.[field] ?? {});
    if (wrong !== undefined) return { error: wrong, metadata: true };
    metadata[field] = value;
  }
  return { object: { ...returned, metadata } as KubeObject };
}

function textMapError(value: unknown, field: 'labels' | 'annotations', original: object): string | undefined {
  if (!isPlain(value)) return `invalid metadata.${field} of type ${goType(value)} in converted object`;
  for (const [key, each] of Object.entries(value)) {
    if (typeof each !== 'string') {
      return `metadata.${field}[${key}] must be a string, but is ${goType(each)} in converted object`;
    }
  }
  if (deepEqual(value, original)) return undefined;
  const map = value as Readonly<Record<string, string>>;
  const found: readonly FieldError[] =
    field === 'labels' ? validateLabels(map, 'metadata.labels') : validateAnnotations(map, 'metadata.annotation');
  const [first, ...rest] = found.map((error) => `${error.field}: ${error.message}`);
  return rest.length === 0 ? first : `[${[first, ...rest].join(', ')}]`;
}

/** Go's name of the type of a decoded JSON value. */
function goType(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int64';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return 'map[string]interface {}';
  }
}
