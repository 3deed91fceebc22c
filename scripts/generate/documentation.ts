/** Reads the documentation of types and fields for `kubectl explain` and the OpenAPI documents. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Facts, root } from './facts.ts';

/** Documentation of a type by field name. The empty name is the type itself. */
export type TypeDocumentation = Readonly<Record<string, string>>;

interface DocumentationFacts {
  readonly types: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly texts: readonly string[];
}

/** The documentation of all types. */
export function readDocumentation(facts: Facts): ReadonlyMap<string, TypeDocumentation> {
  const path = resolve(root, 'packages/api/api/facts/documentation.json');
  const { types, texts } = JSON.parse(readFileSync(path, 'utf8')) as DocumentationFacts;
  const entries = Object.entries(types).filter(([name]) => Object.hasOwn(facts.types, name));
  return new Map(
    entries.map(([name, fields]) => [
      name,
      Object.fromEntries(Object.entries(fields).map(([field, index]) => [field, texts[index] ?? ''])),
    ]),
  );
}

/** Deduplicates texts, because many fields have the same one. Types refer to them by index. */
export function packDocumentation(documentation: ReadonlyMap<string, TypeDocumentation>): unknown {
  const index = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = index.get(text) ?? index.size;
    index.set(text, known);
    return known;
  };
  const types = [...documentation].map(([name, texts]) => [
    name,
    Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, indexOf(text)])),
  ]);
  return { types: Object.fromEntries(types), texts: [...index.keys()] };
}
