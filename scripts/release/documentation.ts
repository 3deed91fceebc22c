/** The documentation of types and fields, which upstream publishes in OpenAPI. Many fields share a text; types refer to texts by index. */
import { openAPIName, type Schema } from './types.ts';

export interface DocumentationFacts {
  /** The index of the text of each field, by type. The empty name is the type itself. */
  readonly types: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly texts: readonly string[];
}

/** The documentation of these types, given by Go path and name, from the schemas of upstream's code. */
export function documentationFacts(
  types: readonly string[],
  schemas: Readonly<Record<string, Schema>>,
): DocumentationFacts {
  const index = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = index.get(text) ?? index.size;
    index.set(text, known);
    return known;
  };
  const entries = types.flatMap((type) => {
    const schema = schemas[openAPIName(type)];
    const said = [
      ['', schema?.description ?? ''] as const,
      ...Object.entries(schema?.properties ?? {}).map(
        ([name, property]) => [name, property.description ?? ''] as const,
      ),
    ].filter(([, text]) => text !== '');
    return said.length === 0
      ? []
      : [[type, Object.fromEntries(said.map(([name, text]) => [name, indexOf(text)]))] as const];
  });
  return { types: Object.fromEntries(entries), texts: [...index.keys()] };
}
