/** The rules of structural schemas: every field has a type, and junctors only restrict values. */
import { deepEqual, type Steps } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import type { CompilePattern } from '@kubets/machinery/patterns';
import type { Pace } from './schema-walk.ts';

/** Whether the schema has the `anyOf` that is allowed to have types. Keywords that are empty in Go do not matter. */
function isIntOrString(schema: Plain): boolean {
  const clauses = own(schema, 'anyOf');
  if (!Array.isArray(clauses) || clauses.length !== intOrString.length) return false;
  return deepEqual(clauses.map(withoutEmptyWords), intOrString);
}

function withoutEmptyWords(clause: unknown): unknown {
  if (!isPlain(clause)) return clause;
  return Object.fromEntries(Object.entries(clause).filter(([word, value]) => !isAbsent(word, value)));
}

type Report = (error: FieldError) => void;
type Level = 'root' | 'item' | 'field';

const untyped: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};
/** A pattern takes as long to compile as so many schemas to visit, usually. */
const patternCost = 10;
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
  readonly #pace: Pace;

  constructor(report: Report, compile: CompilePattern, pace: Pace) {
    this.#report = report;
    this.#compile = compile;
    this.#pace = pace;
  }

  *check(schema: Plain, level: Level, path: string): Steps<void> {
    if (this.#pace.due()) yield;
    const items = schemaAt(schema, 'items');
    if (text(schema, 'type') === 'array' && items === undefined) {
      this.#report(fieldError.required(`${path}.items`, 'must be specified'));
    }
    if (items !== undefined) yield* this.check(items, 'item', `${path}.items`);
    for (const [name, each] of schemasAt(schema, 'properties')) {
      yield* this.check(each, 'field', `${path}.properties[${name}]`);
    }
    const additional = own(schema, 'additionalProperties');
    if (additional !== undefined && level === 'root') {
      this.#report(fieldError.forbidden(`${path}.additionalProperties`, 'must not be used at the root'));
    }
    if (isPlain(additional)) yield* this.check(additional, 'field', `${path}.additionalProperties`);
    this.#extensions(schema, path);
    const anyOf = isIntOrString(schema);
    const first = clausesAt(schema, 'allOf')[0];
    const allOf = first !== undefined && isIntOrString(first);
    yield* this.#values(schema, path, anyOf, allOf);
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
      (word) =>
        word === 'additionalProperties' ||
        (!['type', 'default', 'properties'].includes(word) && !isAbsent(word, own(metadata, word))),
    );
    if (others.length > 0 || schemasAt(metadata, 'properties').some(([name]) => !known.has(name))) {
      const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
      this.#report(fieldError.forbidden(`${path}.properties[metadata]`, detail));
    }
  }

  *#values(schema: Plain, path: string, skipAnyOf: boolean, skipFirstAllOf: boolean): Steps<void> {
    for (const junctor of ['anyOf', 'allOf', 'oneOf']) {
      if (junctor === 'anyOf' && skipAnyOf) continue;
      for (const [i, clause] of clausesAt(schema, junctor).entries()) {
        yield* this.#nested(clause, `${path}.${junctor}[${i}]`, junctor === 'allOf' && i === 0 && skipFirstAllOf);
      }
    }
    const not = schemaAt(schema, 'not');
    if (not !== undefined) yield* this.#nested(not, `${path}.not`, false);
    const pattern = text(schema, 'pattern');
    if (pattern !== '') this.#pace.spend(patternCost);
    const compiled = pattern === '' ? undefined : this.#compile(pattern);
    if (typeof compiled === 'string') {
      const detail = `must be a valid regular expression, but isn't: ${compiled}`;
      this.#report(fieldError.invalid(`${path}.pattern`, pattern, detail));
    }
  }

  /** Below a junctor, only value validations are allowed, not structure. */
  *#nested(schema: Plain, path: string, skipAnyOf: boolean): Steps<void> {
    if (this.#pace.due()) yield;
    yield* this.#values(schema, path, skipAnyOf, false);
    const items = schemaAt(schema, 'items');
    if (items !== undefined) yield* this.#nested(items, `${path}.items`, false);
    for (const [name, each] of schemasAt(schema, 'properties')) {
      yield* this.#nested(each, `${path}.properties[${name}]`, false);
    }
    for (const [word, must] of Object.entries(forbiddenBelowJunctors)) {
      const value = own(schema, word);
      if (!isAbsent(word, value))
        this.#report(fieldError.forbidden(`${path}.${word}`, `must be ${must} to be structural`));
    }
    if (schemaAt(schema, 'properties')?.metadata !== undefined) {
      this.#report(fieldError.forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
    }
  }
}

/** Whether a keyword below a junctor has a value that Go does not tell from an absent one. */
function isAbsent(word: string, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (word === 'default') return false;
  if (value === false || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return word !== 'additionalProperties' && isPlain(value) && Object.keys(value).length === 0;
}

const forbiddenBelowJunctors: Readonly<Record<string, 'empty' | 'undefined' | 'false'>> = {
  type: 'empty',
  additionalProperties: 'undefined',
  default: 'undefined',
  title: 'empty',
  description: 'empty',
  nullable: 'false',
  'x-kubernetes-preserve-unknown-fields': 'false',
  'x-kubernetes-embedded-resource': 'false',
  'x-kubernetes-int-or-string': 'false',
  'x-kubernetes-list-map-keys': 'empty',
  'x-kubernetes-list-type': 'undefined',
  'x-kubernetes-map-type': 'undefined',
  'x-kubernetes-validations': 'empty',
};

/** Fields in junctors must also be declared outside of them (`validateStructuralCompleteness`). */
export class Completeness {
  readonly #report: Report;
  readonly #pace: Pace;

  constructor(report: Report, pace: Pace) {
    this.#report = report;
    this.#pace = pace;
  }

  /** Checks the junctors of `values` against `schema`. */
  *check(values: Plain, schema: Plain, path: string, valuePath: string): Steps<void> {
    const not = schemaAt(values, 'not');
    if (not !== undefined) yield* this.#conditions(not, schema, path, `${valuePath}.not`);
    for (const junctor of ['allOf', 'anyOf', 'oneOf']) {
      for (const [i, clause] of clausesAt(values, junctor).entries()) {
        yield* this.#conditions(clause, schema, path, `${valuePath}.${junctor}[${i}]`);
      }
    }
  }

  *#conditions(values: Plain, schema: Plain, path: string, valuePath: string): Steps<void> {
    if (this.#pace.due()) yield;
    yield* this.check(values, schema, path, valuePath);
    const items = schemaAt(values, 'items');
    if (items !== undefined)
      yield* this.#compare(items, schemaAt(schema, 'items'), `${path}.items`, `${valuePath}.items`);
    const properties = schemaAt(schema, 'properties') ?? {};
    for (const [name, each] of schemasAt(values, 'properties')) {
      const at = `properties[${name}]`;
      yield* this.#compare(each, schemaAt(properties, name), `${path}.${at}`, `${valuePath}.${at}`);
    }
  }

  *#compare(inner: Plain, outer: Plain | undefined, path: string, valuePath: string): Steps<void> {
    if (outer !== undefined) yield* this.#conditions(inner, outer, path, valuePath);
    else this.#report(fieldError.required(path, `because it is defined in ${valuePath}`));
  }
}
