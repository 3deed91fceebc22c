/** The directives of strategic merge patches, and the kinds of values that they distinguish. */
import { isPlain, type Plain, setOwn } from '@kubets/machinery/json';
import { badElementOrder, badPrimitiveList, goFormat, listOfLists, PatchError, wrongType } from './patch-error.ts';

export const directive = '$patch';
export const retainKeysDirective = '$retainKeys';
const deletionPrefix = '$deleteFromPrimitiveList';
const orderPrefix = '$setElementOrder';

export const deletionKey = (field: string): string => `${deletionPrefix}/${field}`;
export const orderKey = (field: string): string => `${orderPrefix}/${field}`;
export const isDeletionKey = (key: string): boolean => key.startsWith(deletionPrefix);
export const isOrderKey = (key: string): boolean => key.startsWith(orderPrefix);

/** The field of `$deleteFromPrimitiveList/field`. */
export function fieldOfDeletion(key: string): string {
  if (!key.startsWith(`${deletionPrefix}/`)) throw badPrimitiveList();
  return key.slice(deletionPrefix.length + 1);
}

/** The field of `$setElementOrder/field`. */
export function fieldOfOrder(key: string): string {
  if (!key.startsWith(`${orderPrefix}/`)) throw badElementOrder();
  return key.slice(orderPrefix.length + 1);
}

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

export function jsonKind(value: unknown): JsonKind {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'number';
  return typeof value as JsonKind;
}

/** The common kind of all items; undefined for an empty list. Throws PatchError if kinds differ, or items are lists. */
export function itemKind(...lists: readonly (readonly unknown[])[]): JsonKind | undefined {
  let kind: JsonKind | undefined;
  for (const list of lists) {
    for (const item of list) {
      const current = jsonKind(item);
      if (current === 'array') throw listOfLists();
      if (kind !== undefined && kind !== current) {
        throw new PatchError('failed', `list element types are not identical: ${goFormat(lists)}`);
      }
      kind = current;
    }
  }
  return kind;
}

export function asArray(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType('array', value);
  return value;
}

export function asObject(value: unknown): Plain {
  if (!isPlain(value)) throw wrongType('object', value);
  return value;
}

/** Whether the value is an object with `$patch`. */
export function hasDirective(value: unknown): boolean {
  return isPlain(value) && Object.hasOwn(value, directive);
}

/**
 * The value without nested objects that have `$patch`, and optionally without nulls. The value itself must not have
 * `$patch`.
 */
export function withoutDirectives(value: unknown, dropNulls: boolean): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => !hasDirective(item)).map((item) => withoutDirectives(item, dropNulls));
  }
  if (!isPlain(value)) return value;
  const clean: Plain = {};
  for (const [key, member] of Object.entries(value)) {
    if (hasDirective(member) || (dropNulls && member === null)) continue;
    setOwn(clean, key, withoutDirectives(member, dropNulls));
  }
  return clean;
}
