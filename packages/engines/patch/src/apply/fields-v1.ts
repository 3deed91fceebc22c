/** `fieldsV1` documents and the sets they spell. */
import type { JsonObject } from '@kubets/machinery/meta';
import { emptySet, type FieldSet, fieldSet, leaf } from './field-set.ts';
import { inOrder, ordered, readElement } from './path-element.ts';
import type { Steps } from './steps.ts';

/**
 * Sets and the documents they were read from or written to, both ways: objects are immutable, and most sets of an object
 * are written again as they were read.
 */
const documents = new WeakMap<FieldSet, JsonObject>();
const sets = new WeakMap<object, FieldSet>();

/** Sets of so many elements are written in a step of their own. */
const manyElements = 10_000;

function written(set: FieldSet): JsonObject {
  const document: Record<string, JsonObject> = {};
  if (set.member && set.children.size > 0) document['.'] = {};
  for (const key of inOrder(set.children.keys())) {
    const child = set.children.get(key) ?? emptySet;
    document[key] = child.children.size < manyElements ? written(child) : toFieldsV1(child);
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

/** Writes the large parts of a set, which {@link toFieldsV1} then finds written. */
export function* largeParts(set: FieldSet): Steps<void> {
  for (const child of set.children.values()) if (child.children.size > 0) yield* largeParts(child);
  if (set.children.size < manyElements) return;
  toFieldsV1(set);
  yield;
}

/** As deep as decoded JSON may be. */
const deepestSet = 1_000;

/** Reads one document; remembers whether it is as we would write it. */
class Reader {
  canonical = true;

  /** Undefined when the value is not of the form. */
  read(value: unknown, depth: number): FieldSet | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > deepestSet) return undefined;
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
      // What a later version may know is left out, as upstream leaves it out.
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

/** Undefined when the document is not a `fieldsV1`. A document is read once for as long as somebody holds it. */
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
