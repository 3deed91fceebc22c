/** What types and fields mean, in upstream's words. Large, so it is parsed only when OpenAPI documents are made. */
import { documentationFacts } from './generated/documentation.gen.ts';

interface DocumentationFacts {
  readonly types: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly texts: readonly string[];
}

/** The text of a type's field, or of the type itself when `field` is empty; empty where nothing is known. */
export function documentationOf(typeName: string, field = ''): string {
  const { types, texts } = documentationFacts() as DocumentationFacts;
  const type = Object.hasOwn(types, typeName) ? types[typeName] : undefined;
  const index = type !== undefined && Object.hasOwn(type, field) ? type[field] : undefined;
  return index === undefined ? '' : (texts[index] ?? '');
}
