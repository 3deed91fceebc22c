/** Upstream's documentation of types and fields. It is large, and parsed only to build OpenAPI documents. */
import { documentationFacts } from './generated/documentation.gen.ts';

interface DocumentationFacts {
  readonly types: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly texts: readonly string[];
}

/** The documentation of a field, or of the type if `field` is empty; empty if there is none. */
export function documentationOf(typeName: string, field = ''): string {
  const { types, texts } = documentationFacts() as DocumentationFacts;
  const type = Object.hasOwn(types, typeName) ? types[typeName] : undefined;
  const index = type !== undefined && Object.hasOwn(type, field) ? type[field] : undefined;
  return index === undefined ? '' : (texts[index] ?? '');
}
