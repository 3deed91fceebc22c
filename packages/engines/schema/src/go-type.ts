/** Go's names of types in decoding errors: `int32`, `[]v1.Container`, `map[string]string`. */
import type { TypeNode } from './type-node.ts';

/** `v1.Pod` of `k8s.io/api/core/v1.Pod`. */
export function shortTypeName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** `Pod` of `k8s.io/api/core/v1.Pod`. */
export function structName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

export function goTypeName(node: TypeNode): string {
  if (node.goType !== undefined) return shortTypeName(node.goType);
  if (node.ref !== undefined) return shortTypeName(node.ref);
  switch (node.type) {
    case 'string':
      return node.format === 'byte' ? '[]uint8' : 'string';
    case 'integer':
      return node.format ?? 'int64';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'array':
      return `[]${goTypeName(node.items ?? {})}`;
    case 'map':
      return `map[string]${goTypeName(node.values ?? {})}`;
    default:
      return 'interface {}';
  }
}

/** Go's name of a JSON value of the wrong type. */
export function goValueName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
    case 'bigint':
      return 'number';
    default:
      return 'object';
  }
}
