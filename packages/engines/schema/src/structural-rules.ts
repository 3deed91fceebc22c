/** The rules of structural schemas: every field has a type, and junctors only restrict values. */
import { deepEqual } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import type { CompilePattern } from '@kubets/machinery/patterns';

type Report = (error: FieldError) => void;
type Level = 'root' | 'item' | 'field';

const untyped: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};
const intOrString = [{ type: 'integer' }, { type: 'string' }];

function text(schema: Plain, word: string): string {
  const value = own(schema, word);
  return typeof value === 'string' ? value : '';
}

function schemaAt(schema: Plain, word: string): Plain | undefined {
  const value = own(schema, word);
  return isPlain(value) ? value : undefined;
}

function schemasAt(schema: Plain, word: string): readonly (readonly [name: string, schema: Plain])[] {
  const value = schemaAt(schema, word) ?? {};
  return Object.keys(value).flatMap((name) => {
    const each = own(value, name);
    return isPlain(each) ? [[name, each] as const] : [];
  });
}

function clausesAt(schema: Plain, word: string): readonly Plain[] {
  const value = own(schema, word);
  return Array.isArray(value) ? value.filter(isPlain) : [];
}

/** The invariants of a structural schema (`validateStructuralInvariants`). */
export class StructuralRules {
  readonly #compile: CompilePattern;
  readonly #report: Report;

  constructor(report: Report, compile: CompilePattern) {
    this.#report = report;
    this.#compile = compile;
  }

  check(schema: Plain, level: Level, path: string): void {
    const items = schemaAt(schema, 'items');
    if (text(schema, 'type') === 'array' && items === undefined) {
      this.#report(fieldError.required(`${path}.items`, 'must be specified'));
    }
    if (items !== undefined) this.check(items, 'item', `${path}.items`);
    for (const [name, each] of schemasAt(schema, 'properties'))
      this.check(each, 'field', `${path}.properties[${name}]`);
    const additional = own(schema, 'additionalProperties');
    if (additional !== undefined && level === 'root') {
      this.#report(fieldError.forbidden(`${path}.additionalProperties`, 'must not be used at the root'));
    }
    if (isPlain(additional)) this.check(additional, 'field', `${path}.additionalProperties`);
    this.#extensions(schema, path);
    const anyOf = deepEqual(own(schema, 'anyOf'), intOrString);
    const first = clausesAt(schema, 'allOf')[0];
    const allOf = first !== undefined && deepEqual(own(first, 'anyOf'), intOrString);
    this.#values(schema, path, anyOf, allOf);
    this.#type(schema, level, path);
    this.#metadata(schema, level, path);
  }

  #extensions(schema: Plain, path: string): void {
    if (schema['x-kubernetes-int-or-string'] !== true) return;
    for (const word of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource']) {
      const detail = 'must be false if x-kubernetes-int-or-string is true';
      if (schema[word] === true) this.#report(fieldError.invalid(`${path}.${word}`, true, detail));
    }
  }

  #type(schema: Plain, level: Level, path: string): void {
    const type = text(schema, 'type');
    const embedded = schema['x-kubernetes-embedded-resource'] === true;
    const preserves = schema['x-kubernetes-preserve-unknown-fields'] === true;
    if (embedded && type !== 'object') {
      const detail = 'must be object if x-kubernetes-embedded-resource is true';
      const at = `${path}.type`;
      this.#report(type === '' ? fieldError.required(at, detail) : fieldError.invalid(at, type, detail));
    } else if (type === '' && schema['x-kubernetes-int-or-string'] !== true && !preserves) {
      this.#report(fieldError.required(`${path}.type`, untyped[level]));
    }
    if (embedded && own(schema, 'additionalProperties') !== undefined) {
      const detail = 'must not be used if x-kubernetes-embedded-resource is set';
      this.#report(fieldError.forbidden(`${path}.additionalProperties`, detail));
    }
    if (level === 'root' && type !== '' && type !== 'object') {
      this.#report(fieldError.invalid(`${path}.type`, type, 'must be object at the root'));
    }
    if (embedded && !preserves && schemasAt(schema, 'properties').length === 0) {
      const detail =
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
      this.#report(fieldError.required(`${path}.properties`, detail));
    }
  }

  /** apiVersion, kind and metadata must have their standard types. */
  #metadata(schema: Plain, level: Level, path: string): void {
    const properties = schemaAt(schema, 'properties') ?? {};
    const checked = level === 'root' || schema['x-kubernetes-embedded-resource'] === true;
    for (const [name, type] of [
      ['kind', 'string'],
      ['apiVersion', 'string'],
      ['metadata', 'object'],
    ] as const) {
      const property = schemaAt(properties, name);
      if (property === undefined || !checked || text(property, 'type') === type) continue;
      const at = `${path}.properties[${name}].type`;
      this.#report(fieldError.invalid(at, text(property, 'type'), `must be ${type}`));
    }
    const metadata = schemaAt(properties, 'metadata');
    if (metadata === undefined || level !== 'root') return;
    const known = new Set(['name', 'generateName']);
    const others = Object.keys(metadata).filter(
      (word) => !['type', 'default', 'description', 'properties'].includes(word),
    );
    if (others.length > 0 || schemasAt(metadata, 'properties').some(([name]) => !known.has(name))) {
      const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
      this.#report(fieldError.forbidden(`${path}.properties[metadata]`, detail));
    }
  }

  #values(schema: Plain, path: string, skipAnyOf: boolean, skipFirstAllOf: boolean): void {
    for (const junctor of ['anyOf', 'allOf', 'oneOf']) {
      if (junctor === 'anyOf' && skipAnyOf) continue;
      for (const [i, clause] of clausesAt(schema, junctor).entries()) {
        this.#nested(clause, `${path}.${junctor}[${i}]`, junctor === 'allOf' && i === 0 && skipFirstAllOf);
      }
    }
    const not = schemaAt(schema, 'not');
    if (not !== undefined) this.#nested(not, `${path}.not`, false);
    const pattern = text(schema, 'pattern');
    const compiled = pattern === '' ? undefined : this.#compile(pattern);
    if (typeof compiled === 'string') {
      const detail = `must be a valid regular expression, but isn't: ${compiled}`;
      this.#report(fieldError.invalid(`${path}.pattern`, pattern, detail));
    }
  }

  /** Below a junctor, only value validations are allowed, not structure. */
  #nested(schema: Plain, path: string, skipAnyOf: boolean): void {
    this.#values(schema, path, skipAnyOf, false);
    const items = schemaAt(schema, 'items');
    if (items !== undefined) this.#nested(items, `${path}.items`, false);
    for (const [name, each] of schemasAt(schema, 'properties'))
      this.#nested(each, `${path}.properties[${name}]`, false);
    for (const [word, must] of Object.entries(forbiddenBelowJunctors)) {
      const value = own(schema, word);
      const empty =
        value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0);
      if (!empty) this.#report(fieldError.forbidden(`${path}.${word}`, `must be ${must} to be structural`));
    }
    if (schemaAt(schema, 'properties')?.metadata !== undefined) {
      this.#report(fieldError.forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
    }
  }
}

const forbiddenBelowJunctors: Readonly<Record<string, 'empty' | 'undefined' | 'false'>> = {
  type: 'empty',
  additionalProperties: 'undefined',
  default: 'undefined',
  title: 'empty',
  description: 'empty',
  nullable: 'false',
  externalDocs: 'undefined',
  'x-kubernetes-preserve-unknown-fields': 'false',
  'x-kubernetes-embedded-resource': 'false',
  'x-kubernetes-int-or-string': 'false',
  'x-kubernetes-list-map-keys': 'empty',
  'x-kubernetes-list-type': 'undefined',
  'x-kubernetes-map-type': 'undefined',
  'x-kubernetes-validations': 'empty',
};

/** Fields in junctors must also be declared outside of them (`validateStructuralCompleteness`). */
export function completenessErrors(
  values: Plain,
  schema: Plain,
  path: string,
  valuePath: string,
  report: Report,
): void {
  const nested = (clause: Plain, at: string): void => conditionErrors(clause, schema, path, at, report);
  const not = schemaAt(values, 'not');
  if (not !== undefined) nested(not, `${valuePath}.not`);
  for (const junctor of ['allOf', 'anyOf', 'oneOf']) {
    for (const [i, clause] of clausesAt(values, junctor).entries()) nested(clause, `${valuePath}.${junctor}[${i}]`);
  }
}

function conditionErrors(values: Plain, schema: Plain, path: string, valuePath: string, report: Report): void {
  completenessErrors(values, schema, path, valuePath, report);
  const compare = (inner: Plain, outer: Plain | undefined, at: string): void => {
    if (outer !== undefined) conditionErrors(inner, outer, `${path}.${at}`, `${valuePath}.${at}`, report);
    else report(fieldError.required(`${path}.${at}`, `because it is defined in ${valuePath}.${at}`));
  };
  const items = schemaAt(values, 'items');
  if (items !== undefined) compare(items, schemaAt(schema, 'items'), 'items');
  const properties = schemaAt(schema, 'properties') ?? {};
  for (const [name, each] of schemasAt(values, 'properties')) {
    compare(each, schemaAt(properties, name), `properties[${name}]`);
  }
}
