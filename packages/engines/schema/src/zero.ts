/** Go's zero values as JSON: the values of absent fields that are always encoded. */
import { own, type Plain } from '@kubets/machinery/json';
import type { FieldNode, TypeNode, TypeTable } from './type-node.ts';

const timeTypes = new Set([
  'k8s.io/apimachinery/pkg/apis/meta/v1.Time',
  'k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime',
]);
const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1.';
const emptyList: readonly unknown[] = Object.freeze([]);
const emptyMap: Plain = Object.freeze({});

const customZeros: Readonly<Record<string, unknown>> = {
  'k8s.io/apimachinery/pkg/api/resource.Quantity': '0',
  'k8s.io/apimachinery/pkg/api/resource.QuantityValue': '0',
  'k8s.io/apimachinery/pkg/util/intstr.IntOrString': 0,
  [`${meta}Duration`]: '0s',
  [`${meta}GroupVersion`]: '',
};

/** The named type, through aliases. Undefined if the table does not contain the name. */
export function resolveType(node: TypeNode, table: TypeTable): { name?: string; node: TypeNode } | undefined {
  let name = node.ref;
  if (name === undefined) return { node };
  for (let hops = 0; hops < 8; hops++) {
    const target = table.get(name);
    if (target === undefined) return undefined;
    if (target.ref === undefined) return { name, node: target };
    name = target.ref;
  }
  return undefined;
}

/** Whether Go holds this field as a struct, which omitempty never omits. */
function isStruct(node: TypeNode, table: TypeTable): boolean {
  const target = resolveType(node, table);
  if (target?.name === undefined) return false;
  return target.node.customJSON === true || target.node.type === 'object';
}

/** Whether the field is encoded even if it is absent. */
export function alwaysEncoded(field: FieldNode, table: TypeTable): boolean {
  if (field.ptr || field.omit === 'zero' || field.omit === 'both') return false;
  return field.omit === undefined || isStruct(field, table);
}

/**
 * The zero value as encoded. Lists and maps are empty where Go has null, so that readers need no check; times and
 * free-form values are null as in Go.
 */
export function zeroOf(node: TypeNode, table: TypeTable, within: readonly string[] = []): unknown {
  const target = resolveType(node, table);
  if (target === undefined) return null;
  const { name } = target;
  if (name !== undefined) {
    if (timeTypes.has(name)) return null;
    const custom = own(customZeros, name);
    if (custom !== undefined) return custom;
    if (target.node.customJSON) return null;
    if (within.includes(name)) return emptyMap;
  }
  switch (target.node.type) {
    case 'string':
      return '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return emptyList;
    case 'map':
      return emptyMap;
    case 'object':
      return zeroStruct(target.node, table, name === undefined ? within : [...within, name]);
    default:
      return null;
  }
}

function zeroStruct(node: TypeNode, table: TypeTable, within: readonly string[]): Plain {
  const zero: Plain = {};
  for (const field of node.fields ?? []) {
    if (alwaysEncoded(field, table)) zero[field.name] = zeroOf(field, table, within);
  }
  return Object.freeze(zero);
}

/** Whether omitempty leaves the value out: "", 0, false, an empty list or map. */
export function isEmptyValue(value: unknown): boolean {
  if (value === '' || value === 0 || value === false || value === null || value === undefined) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}
