/** Walks over all schemas of an OpenAPI schema. */
import type { Steps } from '@kubets/base';
import { isPlain, own, type Plain } from '@kubets/machinery/json';

/** How many schemas are visited in one step. A schema costs some microseconds. */
const schemasPerStep = 100;

/** Decides when a long walk takes a break. One for all walks of an operation. */
export class Pace {
  #left = schemasPerStep;

  /** Counts work that takes as long as visiting so many schemas. */
  spend(schemas: number): void {
    this.#left -= schemas;
  }

  /** Whether a step ends here. */
  due(): boolean {
    this.#left -= 1;
    if (this.#left > 0) return false;
    this.#left = schemasPerStep;
    return true;
  }
}

/** The schemas directly below one, with their paths relative to it. */
export function schemasBelow(schema: Plain): readonly (readonly [path: string, schema: Plain])[] {
  const found: [string, Plain][] = [];
  const add = (path: string, value: unknown): void => {
    if (isPlain(value)) found.push([path, value]);
  };
  const items = own(schema, 'items');
  if (Array.isArray(items)) for (const [index, each] of items.entries()) add(`items[${index}]`, each);
  else add('items', items);
  for (const word of ['allOf', 'anyOf', 'oneOf']) {
    const clauses = own(schema, word);
    if (Array.isArray(clauses)) for (const [index, each] of clauses.entries()) add(`${word}[${index}]`, each);
  }
  add('not', own(schema, 'not'));
  for (const word of ['properties', 'patternProperties', 'definitions', 'dependencies']) {
    const members = own(schema, word);
    if (!isPlain(members)) continue;
    for (const name of Object.keys(members)) add(`${word}[${name}]`, own(members, name));
  }
  add('additionalProperties', own(schema, 'additionalProperties'));
  add('additionalItems', own(schema, 'additionalItems'));
  return found;
}

/** Calls `visit` with every schema, also those below junctors, with its path. */
export function* walkSchemas(
  schema: Plain,
  visit: (schema: Plain, path: string) => void,
  pace = new Pace(),
  path = '',
): Steps<void> {
  if (pace.due()) yield;
  visit(schema, path);
  for (const [at, each] of schemasBelow(schema))
    yield* walkSchemas(each, visit, pace, path === '' ? at : `${path}.${at}`);
}
