/** Paths of fields as rules and selectable fields of custom resources write them: `.spec.ports`, `.spec.labels['a.b']`. */
import { isPlain, own, type Plain } from '@kubets/machinery/json';

/** A path below a schema. */
export interface FoundField {
  /** As in field errors: `spec.labels[a.b]`. */
  readonly path: string;
  readonly schema: Plain;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
};
/** A delimiter, a quoted key, or a name up to the next delimiter. An unfinished quote is one token. */
const token = /[.[\]]|'(?:[\s\S]*?[^\\])?'|'[\s\S]*|[^.[\]]+/y;

/**
 * Finds the schema of a field. Returns upstream's error for a path that is not valid (`ValidFieldPath`). `schema` is an OpenAPI
 * schema of a CustomResourceDefinition.
 */
export function findField(
  path: string,
  schema: Plain,
  options: { readonly arrays?: boolean } = {},
): FoundField | string {
  const tokens = tokensOf(path);
  let found: FoundField = { path: '', schema };
  for (let i = 0; i < tokens.length; i++) {
    const opening = tokens[i] as string;
    let name: string | undefined;
    if (opening === '[') {
      if (options.arrays === false) return 'array notation is not allowed';
      const key = tokens[++i];
      if (key === undefined) return 'unexpected end of JSON path';
      if (key.length < 2 || !key.startsWith("'") || !key.endsWith("'")) {
        return `expected single quoted string but got ${key}`;
      }
      const text = unescaped(key.slice(1, -1));
      if (typeof text !== 'string') return `invalid string literal: ${text.error}`;
      name = text;
    } else if (opening === '.') name = tokens[++i];
    else return `expected [ or . but got: ${opening}`;
    if (name === undefined) return 'unexpected end of JSON path';
    const next = below(found, name);
    if (next === undefined) return 'does not refer to a valid field';
    found = next;
    if (opening === '.') continue;
    const closing = tokens[++i];
    if (closing === undefined) return 'unexpected end of JSON path';
    if (closing !== ']') return `expected ] but got ${closing}`;
  }
  return found;
}

function tokensOf(path: string): readonly string[] {
  const tokens: string[] = [];
  for (token.lastIndex = 0; token.lastIndex < path.length; ) {
    const found = token.exec(path)?.[0];
    if (found === undefined) break;
    tokens.push(found);
  }
  return tokens;
}

function below({ path, schema }: FoundField, name: string): FoundField | undefined {
  const properties = own(schema, 'properties');
  if (isPlain(properties) && Object.keys(properties).length > 0) {
    const property = own(properties, name);
    return isPlain(property) ? { path: path === '' ? name : `${path}.${name}`, schema: property } : undefined;
  }
  const values = own(schema, 'additionalProperties');
  return isPlain(values) ? { path: `${path}[${name}]`, schema: values } : undefined;
}

function unescaped(text: string): string | { readonly error: string } {
  let error: string | undefined;
  const plain = text.replaceAll(/\\[\s\S]/g, (sequence) => {
    const character = Object.hasOwn(escapes, sequence.charAt(1)) ? escapes[sequence.charAt(1)] : undefined;
    if (character === undefined) error ??= `invalid escape char ${sequence}`;
    return character ?? '';
  });
  return error === undefined ? plain : { error };
}
