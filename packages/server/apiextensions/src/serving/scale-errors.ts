/** Validates what the scale subresource of a custom resource shows. Upstream: ValidateScaleSpec, ValidateScaleStatus. */
import type { CustomResourceSubresourceScale } from '@kubets/api';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';

const maxInt32 = 2 ** 31 - 1;
const objectType = 'map[string]interface{}';

interface Found {
  readonly value?: unknown;
  /** A part of the path that is not an object. */
  readonly blocked?: unknown;
}

function valueAt(object: unknown, path: string): Found {
  let value = object;
  for (const name of path.replace(/^\./, '').split('.')) {
    if (value === undefined || value === null) return {};
    if (!isPlain(value)) return { blocked: value };
    value = Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value === undefined ? {} : { value };
}

function goType(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'bigint' || Number.isInteger(value)) return 'int64';
  return typeof value === 'number' ? 'float64' : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** As Go's `%v` prints it. */
function shown(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(shown).join(' ')}]`;
  if (!isPlain(value)) return String(value);
  const names = Object.keys(value).sort();
  return `map[${names.map((name) => `${name}:${shown(value[name])}`).join(' ')}]`;
}

const wrongType = (path: string, value: unknown, expected: string): string =>
  `${path} accessor error: ${shown(value)} is of the type ${goType(value)}, expected ${expected}`;

function replicasErrors(object: KubeObject, path: string): readonly FieldError[] {
  const { value, blocked } = valueAt(object, path);
  if (blocked !== undefined) return [fieldError.invalid(path, 0, wrongType(path, blocked, objectType))];
  if (value === undefined) return [];
  if (typeof value !== 'bigint' && !Number.isInteger(value))
    return [fieldError.invalid(path, 0, wrongType(path, value, 'int64'))];
  const replicas = Number(value);
  if (replicas < 0) return [fieldError.invalid(path, replicas, 'should be a non-negative integer')];
  return replicas > maxInt32 ? [fieldError.invalid(path, replicas, `should be less than or equal to ${maxInt32}`)] : [];
}

function selectorErrors(object: KubeObject, path: string): readonly FieldError[] {
  if (path === '') return [];
  const { value, blocked } = valueAt(object, path);
  if (blocked !== undefined) return [fieldError.invalid(path, '', wrongType(path, blocked, objectType))];
  if (value === undefined || typeof value === 'string') return [];
  return [fieldError.invalid(path, '', wrongType(path, value, 'string'))];
}

/** `part`: what a write may change. */
export function scaleErrors(
  object: KubeObject,
  scale: CustomResourceSubresourceScale,
  part: 'whole' | 'status',
): readonly FieldError[] {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath = '' } = scale;
  return [
    ...(part === 'whole' ? replicasErrors(object, specReplicasPath) : []),
    ...replicasErrors(object, statusReplicasPath),
    ...selectorErrors(object, labelSelectorPath),
  ];
}
