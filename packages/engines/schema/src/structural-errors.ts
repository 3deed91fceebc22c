/** Validation of the OpenAPI schemas in CustomResourceDefinitions, with upstream's messages. */
import { atOnce, type Steps } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import { type CompilePattern, compileRe2 } from '@kubets/machinery/patterns';
import type { Decoded } from './compiled-type.ts';
import { DefaultRules } from './default-values.ts';
import { Pace, walkSchemas } from './schema-walk.ts';
import { type LaterRule, schemaWordErrors } from './schema-words.ts';
import { Completeness, StructuralRules } from './structural-rules.ts';

/** The maximum depth of schemas. Upstream's decoder has a limit, too. */
const maxDepth = 500;

/** What an update may leave as it is, because the stored definition has it already. */
export interface SchemaTolerance {
  readonly nonStructural?: boolean;
  readonly unprunedDefaults?: boolean;
  readonly rules?: ReadonlySet<LaterRule>;
}

export interface SchemaCheckOptions {
  readonly tolerance?: SchemaTolerance;
  /** Default: RE2's syntax. */
  readonly compile?: CompilePattern;
  /** Decodes ObjectMeta. Absent: types in the metadata of defaults are not checked. */
  readonly metadata?: ((value: unknown) => Decoded) | undefined;
}

export interface SchemaCheck {
  readonly errors: readonly FieldError[];
  /** The later rules that the schema breaks. */
  readonly broken: ReadonlySet<LaterRule>;
  readonly structural: boolean;
  /** Whether structure and defaults are valid, so that expressions can be compiled. */
  readonly sound: boolean;
  /** Schemas with an error in a keyword, at the schema itself or below. Their expressions are not compiled. */
  readonly faulty: ReadonlySet<Plain>;
}

/**
 * Errors of a schema at `path` (`spec.versions[0].schema.openAPIV3Schema`): keywords and their combinations, the rules of structural
 * schemas, and defaults that do not match their schema. Expressions are not compiled.
 */
export function structuralErrors(schema: unknown, path: string, compile?: CompilePattern): readonly FieldError[] {
  if (!isPlain(schema)) return [fieldError.required(path, 'schemas are required')];
  return atOnce(checkSchema(schema, path, compile === undefined ? {} : { compile })).errors;
}

/** {@link structuralErrors} in steps, for large schemas and for updates. */
export function* checkSchema(schema: Plain, path: string, options: SchemaCheckOptions = {}): Steps<SchemaCheck> {
  const { tolerance = {}, compile = compileRe2 } = options;
  const broken = new Set<LaterRule>();
  const faulty = new Set<Plain>();
  if (!isWithin(schema, maxDepth)) {
    const error = fieldError.invalid(path, '', `must not nest deeper than ${maxDepth} schemas`);
    return { errors: [error], broken, structural: false, sound: false, faulty };
  }
  const pace = new Pace();
  const words: FieldError[] = [];
  const check = {
    pace,
    report: (error: FieldError, rule?: LaterRule): void => {
      if (rule !== undefined) broken.add(rule);
      if (rule === undefined || tolerance.rules?.has(rule) !== true) words.push(error);
    },
    count: () => words.length,
    faulty: (each: Plain) => faulty.add(each),
  };
  yield* schemaWordErrors(schema, { path, root: true, noDefaults: undefined, insideMeta: false }, check);
  const unsupported = yield* unsupportedWord(schema, pace);
  const structure = unsupported === undefined ? yield* structureErrors(schema, path, compile, pace) : [];
  const structural = unsupported === undefined && structure.length === 0;
  const defaults: FieldError[] = [];
  if (structural) {
    const pruned = tolerance.unprunedDefaults !== true;
    const rules = new DefaultRules({ schema, compile, pace, pruned, metadata: options.metadata });
    yield* rules.check(path, (error) => defaults.push(error));
  }
  const found = [...(tolerance.nonStructural ? [] : structure), ...defaults, ...words];
  if (found.length === 0 && unsupported !== undefined) found.push(fieldError.invalid(path, '', unsupported));
  return { errors: found, broken, structural, sound: structural && defaults.length === 0, faulty };
}

/** Whether a schema is structural, for definitions that were stored before this was required. */
export function* isStructural(schema: Plain): Steps<boolean> {
  if (!isWithin(schema, maxDepth)) return false;
  const pace = new Pace();
  if ((yield* unsupportedWord(schema, pace)) !== undefined) return false;
  return (yield* structureErrors(schema, '', compileRe2, pace)).length === 0;
}

/** Violations of the rules of structural schemas, sorted as upstream sorts them. */
export function* structureErrors(
  schema: Plain,
  path: string,
  compile: CompilePattern,
  pace: Pace,
): Steps<readonly FieldError[]> {
  const found: (readonly [line: string, error: FieldError])[] = [];
  const note = (error: FieldError): void => {
    found.push([`${error.field}: ${error.message}`, error]);
  };
  yield* new StructuralRules(note, compile, pace).check(schema, 'root', path);
  yield* new Completeness(note, pace).check(schema, schema, path, path);
  return found.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)).map(([, error]) => error);
}

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((each) => isWithin(each, depth - 1));
}

const unsupportedWords: Readonly<Record<string, string>> = {
  id: 'id',
  $schema: 'schema',
  $ref: '$ref',
  patternProperties: 'patternProperties',
  dependencies: 'dependencies',
  additionalItems: 'additionalItems',
  definitions: 'definitions',
};

/** A word because of which upstream does not look at the structure of a schema (`NewStructural`), as an error. */
function* unsupportedWord(schema: Plain, pace: Pace): Steps<string | undefined> {
  let found: string | undefined;
  yield* walkSchemas(
    schema,
    (each) => {
      found ??= unsupportedIn(each);
    },
    pace,
  );
  return found;
}

function unsupportedIn(schema: Plain): string | undefined {
  for (const word in unsupportedWords) {
    const value = own(schema, word);
    const absent = value === undefined || value === null || value === '';
    if (absent || (word !== 'additionalItems' && isPlain(value) && Object.keys(value).length === 0)) continue;
    return `OpenAPIV3Schema '${unsupportedWords[word]}' is not supported`;
  }
  const items = own(schema, 'items');
  if (Array.isArray(items) && items.length > 0) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  if (own(schema, 'x-kubernetes-preserve-unknown-fields') === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  return undefined;
}
