/** Conversion between `fieldsV1` documents and sets. */
import type { JsonObject } from '@kubets/machinery/meta';
import { emptySet, type FieldSet, fieldSet, leaf } from './field-set.ts';
import { inOrder, ordered, readElement } from './path-element.ts';

/**
 * Caches of documents and their sets in both directions. Objects are immutable, and most sets of an object are written
 * unchanged.
 */
const documents = new WeakMap<FieldSet, JsonObject>();
const sets = new WeakMap<object, FieldSet>();

/** Sets of at least this size are written in separate steps. */
const largeSetElements = 10_000;

function written(set: FieldSet): JsonObject {
  const document: Record<string, JsonObject> = {};
  if (set.member && set.children.size > 0) document['.'] = {};
  for (const key of inOrder(set.children.keys())) {
    const child = set.children.get(key) ?? emptySet;
    document[key] = child.children.size < largeSetElements ? written(child) : toFieldsV1(child);
  }
  return document;
}

/** The set as a `fieldsV1` document, keys in upstream's order. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const known = documents.get(set);
  if (known !== undefined) return known;
  const document = written(set);
  documents.set(set, document);
  sets.set(document, set);
  return document;
}

/**
 * Adds the large parts of a set to `found`, inner parts first. The caller writes each of them to the cache of
 * {@link toFieldsV1} in a step of its own. This is not a generator, because few sets have a large part.
 */
export function findLargeParts(set: FieldSet, found: FieldSet[]): void {
  for (const child of set.children.values()) if (child.children.size > 0) findLargeParts(child, found);
  if (set.children.size >= largeSetElements) found.push(set);
}

/** The maximum depth of decoded JSON. */
const maxSetDepth = 1_000;

/** Reads a document, and records whether it is in canonical form. */
class Reader {
  canonical = true;

  /** Undefined for an invalid value. */
  read(value: unknown, depth: number): FieldSet | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > maxSetDepth) return undefined;
    let children: Map<string, FieldSet> | undefined;
    let member = false;
    let last: string | undefined;
    for (const key of Object.keys(value)) {
      if (key === '.') {
        member = true;
        continue;
      }
      const element = readElement(key);
      if (element === undefined) return undefined;
      if (element !== key || (last !== undefined && !ordered(last, element))) this.canonical = false;
      // Unknown elements of later versions are dropped, as upstream.
      if (element === 'unknown') continue;
      last = element;
      const child = this.read((value as Readonly<Record<string, unknown>>)[key], depth + 1);
      if (child === undefined) return undefined;
      children ??= new Map();
      children.set(element, child);
    }
    if (member && children === undefined) this.canonical = false;
    if (children === undefined) return depth > 0 ? leaf : emptySet;
    return fieldSet(children, member && depth > 0);
  }
}

/** Undefined if the document is not a valid `fieldsV1`. The result is cached while the document is referenced. */
export function fromFieldsV1(document: unknown): FieldSet | undefined {
  const known = typeof document === 'object' && document !== null ? sets.get(document) : undefined;
  if (known !== undefined) return known;
  const reader = new Reader();
  const set = reader.read(document, 0);
  if (set === undefined || set.children.size === 0) return set;
  sets.set(document as object, set);
  if (reader.canonical) documents.set(set, document as JsonObject);
  return set;
}
