/** Validates what the scale subresource of a custom resource shows. Upstream: ValidateScaleSpec, ValidateScaleStatus. */
import type { CustomResourceSubresourceScale } from '@kubets/api';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';

const maxInt32 = 2 ** 31 - 1;

function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const name of path.replace(/^\./, '').split('.')) {
    if (!isPlain(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

function goType(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  return typeof value === 'number' ? 'float64' : typeof value === 'boolean' ? 'bool' : typeof value;
}

const wrongType = (path: string, value: unknown, expected: string): string =>
  `${path} accessor error: ${String(value)} is of the type ${goType(value)}, expected ${expected}`;

function replicasErrors(object: KubeObject, path: string): readonly FieldError[] {
  const value = valueAt(object, path);
  if (value === undefined) return [];
  if (typeof value !== 'bigint' && !Number.isInteger(value))
    return [fieldError.invalid(path, 0, wrongType(path, value, 'int64'))];
  const replicas = Number(value);
  if (replicas < 0) return [fieldError.invalid(path, replicas, 'should be a non-negative integer')];
  return replicas > maxInt32 ? [fieldError.invalid(path, replicas, `should be less than or equal to ${maxInt32}`)] : [];
}

/** `part`: what a write may change. */
export function scaleErrors(
  object: KubeObject,
  scale: CustomResourceSubresourceScale,
  part: 'whole' | 'status',
): readonly FieldError[] {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath = '' } = scale;
  const selector = labelSelectorPath === '' ? undefined : valueAt(object, labelSelectorPath);
  return [
    ...(part === 'whole' ? replicasErrors(object, specReplicasPath) : []),
    ...replicasErrors(object, statusReplicasPath),
    ...(selector === undefined || typeof selector === 'string'
      ? []
      : [fieldError.invalid(labelSelectorPath, '', wrongType(labelSelectorPath, selector, 'string'))]),
  ];
}
