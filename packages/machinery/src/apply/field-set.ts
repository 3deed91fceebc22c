/**
 * Sets of field paths, as managedFields keep them: a tree whose edges are path elements in their written form
 * (`f:spec`, `k:{"name":"web"}`, `v:"a"`), so that a set and its fieldsV1 are the same thing in two spellings.
 */
import type { JsonObject } from '../meta.ts';

export interface FieldSet {
  /** Whether the path that leads here is itself in the set. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

const noChildren: ReadonlyMap<string, FieldSet> = new Map();
export const emptySet: FieldSet = { member: false, children: noChildren };
export const leaf: FieldSet = { member: true, children: noChildren };

export function isEmpty(set: FieldSet): boolean {
  return !set.member && set.children.size === 0;
}

/** A set of these children; those that are empty are left out. */
export function fieldSet(children: Iterable<readonly [string, FieldSet]>, member = false): FieldSet {
  const kept = new Map<string, FieldSet>();
  for (const [key, child] of children) if (!isEmpty(child)) kept.set(key, child);
  return { member, children: kept };
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  const children = new Map(a.children);
  for (const [key, child] of b.children) {
    const mine = children.get(key);
    children.set(key, mine === undefined ? child : union(mine, child));
  }
  return { member: a.member || b.member, children };
}

/** The paths of `a` that are not themselves in `b`; what is below a path of `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return a;
  return fieldSet(
    Array.from(a.children, ([key, child]) => {
      const other = b.children.get(key);
      return [key, other === undefined ? child : difference(child, other)] as const;
    }),
    a.member && !b.member,
  );
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return fieldSet(
    Array.from(a.children, ([key, child]) => {
      const other = b.children.get(key);
      return [key, other === undefined ? emptySet : intersection(child, other)] as const;
    }),
    a.member && b.member,
  );
}

/** `a` without the paths of `b` and everything below them. */
export function without(a: FieldSet, b: FieldSet): FieldSet {
  if (b.member) return emptySet;
  return fieldSet(
    Array.from(a.children, ([key, child]) => {
      const other = b.children.get(key);
      return [key, other === undefined ? child : without(child, other)] as const;
    }),
    a.member,
  );
}

/** The paths of `a` that neither are in `b` nor lead to a path of `b`. */
export function unrelated(a: FieldSet, b: FieldSet): FieldSet {
  return fieldSet(
    Array.from(a.children, ([key, child]) => {
      const other = b.children.get(key);
      return [key, other === undefined ? child : unrelated({ ...child, member: false }, other)] as const;
    }),
    a.member,
  );
}

export function sameSet(a: FieldSet, b: FieldSet): boolean {
  if (a.member !== b.member || a.children.size !== b.children.size) return false;
  for (const [key, child] of a.children) {
    const other = b.children.get(key);
    if (other === undefined || !sameSet(child, other)) return false;
  }
  return true;
}

/** A path's elements in their written form. */
export type FieldPath = readonly string[];

export function* paths(set: FieldSet, above: FieldPath = []): Generator<FieldPath, void, undefined> {
  if (set.member) yield above;
  for (const key of [...set.children.keys()].sort()) yield* paths(set.children.get(key) ?? emptySet, [...above, key]);
}

export function setOf(all: Iterable<FieldPath>): FieldSet {
  let set = emptySet;
  for (const path of all)
    set = union(
      set,
      [...path]
        .reverse()
        .reduce<FieldSet>((below, key) => ({ member: false, children: new Map([[key, below]]) }), leaf),
    );
  return set;
}

/** The documents that sets were read from, where they are as we would write them: most sets are written again as read. */
const documents = new WeakMap<FieldSet, JsonObject>();

function written(set: FieldSet): JsonObject {
  const self = set.member && set.children.size > 0 ? [['.', {}] as const] : [];
  const below = [...set.children.keys()]
    .sort()
    .map((key) => [key, written(set.children.get(key) ?? emptySet)] as const);
  return Object.fromEntries([...self, ...below]);
}

/** The set as a `fieldsV1` document, keys in order. */
export function toFieldsV1(set: FieldSet): JsonObject {
  return documents.get(set) ?? written(set);
}

const deepestSet = 100;

/** Undefined when the document is not a `fieldsV1`. */
export function fromFieldsV1(document: unknown): FieldSet | undefined {
  let canonical = true;
  const read = (value: unknown, depth: number): FieldSet | undefined => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > deepestSet) return undefined;
    const children = new Map<string, FieldSet>();
    let member = false;
    let last = '';
    for (const [key, below] of Object.entries(value)) {
      canonical &&= last < key;
      last = key;
      if (key === '.') {
        member = true;
        continue;
      }
      const child = /^[fkvi]:/.test(key) ? read(below, depth + 1) : undefined;
      if (child === undefined) return undefined;
      children.set(key, child);
    }
    if (member && children.size === 0) canonical = false;
    if (children.size === 0) return depth > 0 || member ? leaf : emptySet;
    return { member, children };
  };
  const set = read(document, 0);
  if (canonical && set !== undefined && set.children.size > 0) documents.set(set, document as JsonObject);
  return set;
}

/** A path as messages show it: `.spec.containers[name="web"].image`. */
export function showPath(path: FieldPath): string {
  return path
    .map((element) => {
      const text = element.slice(2);
      if (element.startsWith('f:')) return `.${text}`;
      if (element.startsWith('v:')) return `[=${text}]`;
      if (element.startsWith('i:')) return `[${text}]`;
      const keys: Readonly<Record<string, unknown>> = JSON.parse(text);
      return `[${Object.entries(keys)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(',')}]`;
    })
    .join('');
}
