/** Validation of the keywords in OpenAPI schemas of custom resources, and of their combinations. */
import type { Steps } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import { ruleWordErrors } from './rule-words.ts';
import type { Pace } from './schema-walk.ts';

/** Properties of a schema that depend on its position. */
export interface SchemaPlace {
  readonly path: string;
  readonly root: boolean;
  /** Why defaults are not allowed here. */
  readonly noDefaults: string | undefined;
  readonly insideMeta: boolean;
}

/** Rules that upstream added later. An update may break those that the stored definition breaks. */
export type LaterRule = 'types' | 'atomic sets' | 'map keys';

type Report = (error: FieldError, rule?: LaterRule) => void;

/** The state of a check of one schema and all below it. */
export interface WordCheck {
  readonly pace: Pace;
  readonly report: Report;
  /** The number of reported errors. */
  count(): number;
  /** Called for each schema after those below it, if one of them has an error. */
  faulty(schema: Plain): void;
}

const unsupported: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: (value) => value !== '',
  additionalItems: () => true,
  patternProperties: isFilled,
  definitions: isFilled,
  dependencies: () => true,
  $ref: () => true,
};
const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const metaFields = new Set(['metadata', 'kind', 'apiVersion']);

function isFilled(value: unknown): boolean {
  return isPlain(value) && Object.keys(value).length > 0;
}

/** Every error of a schema and those below it (`ValidateCustomResourceDefinitionOpenAPISchema` without CEL). */
export function* schemaWordErrors(schema: Plain, place: SchemaPlace, check: WordCheck): Steps<void> {
  if (check.pace.due()) yield;
  const before = check.count();
  const { report } = check;
  const at = (name: string): string => `${place.path}.${name}`;
  standardErrors(schema, place, report);
  if (schema.uniqueItems === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    report(fieldError.forbidden(at('uniqueItems'), detail));
  }
  if (isFilled(schema.properties) && given(schema, 'additionalProperties') && schema.additionalProperties !== true) {
    report(
      fieldError.forbidden(at('additionalProperties'), 'additionalProperties and properties are mutual exclusive'),
    );
  }
  yield* below(schema, place, check);
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    report(fieldError.invalid(at('x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined'));
  }
  extensionKind(schema, place, 'map', 'object', ['atomic', 'granular'], report);
  extensionKind(schema, place, 'list', 'array', ['atomic', 'set', 'map'], report);
  setItems(schema, place, report);
  mapKeys(schema, place, report);
  mapKeyProperties(schema, place, report);
  ruleWordErrors(schema, place.path, report);
  if (check.count() > before) check.faulty(schema);
}

function given(schema: Plain, word: string): boolean {
  const value = own(schema, word);
  return value !== undefined && value !== null;
}

function standardErrors(schema: Plain, place: SchemaPlace, report: Report): void {
  const at = (name: string): string => `${place.path}.${name}`;
  const type = own(schema, 'type');
  if (typeof type === 'string' && type !== '' && !types.includes(type)) {
    report(fieldError.notSupported(at('type'), type, types), 'types');
  }
  if (given(schema, 'default') && place.noDefaults !== undefined) {
    report(fieldError.forbidden(at('default'), `must not be set ${place.noDefaults}`));
  }
  for (const word in unsupported) {
    if (given(schema, word) && unsupported[word]?.(schema[word])) {
      report(fieldError.forbidden(at(word), `${word} is not supported`));
    }
  }
  if (type === 'null') {
    report(fieldError.forbidden(at('type'), 'type cannot be set to null, use nullable as an alternative'));
  }
  if (Array.isArray(schema.items)) {
    report(fieldError.forbidden(at('items'), 'items must be a schema object and not an array'));
  }
  if (place.insideMeta && schema['x-kubernetes-embedded-resource'] === true) {
    report(fieldError.forbidden(at('x-kubernetes-embedded-resource'), 'must not be used inside of resource meta'));
  }
}

function* below(schema: Plain, place: SchemaPlace, check: WordCheck): Steps<void> {
  const visit = function* (child: unknown, path: string, changes: Partial<SchemaPlace> = {}): Steps<void> {
    if (!isPlain(child)) return;
    yield* schemaWordErrors(child, { ...place, root: false, ...changes, path: `${place.path}.${path}` }, check);
  };
  const noDefaults = place.insideMeta ? 'inside additionalProperties applying to object metadata' : place.noDefaults;
  yield* visit(schema.additionalProperties, 'additionalProperties', { noDefaults });
  const properties = schema.properties;
  const holdsMeta = place.root || schema['x-kubernetes-embedded-resource'] === true;
  for (const name of isPlain(properties) ? Object.keys(properties) : []) {
    const meta = holdsMeta && metaFields.has(name);
    yield* visit(own(properties as Plain, name), `properties[${name}]`, {
      insideMeta: place.insideMeta || meta,
      noDefaults: meta && place.root ? `in top-level ${name}` : place.noDefaults,
    });
  }
  yield* visit(schema.not, 'not');
  for (const junctor of ['allOf', 'oneOf', 'anyOf']) {
    const clauses = schema[junctor];
    if (Array.isArray(clauses)) for (const [i, clause] of clauses.entries()) yield* visit(clause, `${junctor}[${i}]`);
  }
  const { definitions, dependencies, items } = schema;
  if (isPlain(definitions)) {
    for (const name of Object.keys(definitions)) yield* visit(own(definitions, name), `definitions[${name}]`);
  }
  if (Array.isArray(items)) for (const [i, each] of items.entries()) yield* visit(each, `items[${i}]`);
  else yield* visit(items, 'items');
  if (isPlain(dependencies)) {
    for (const name of Object.keys(dependencies)) yield* visit(own(dependencies, name), `dependencies[${name}]`);
  }
}

/** `x-kubernetes-list-type` and `x-kubernetes-map-type`: each is allowed for one type of schema, with a few values. */
function extensionKind(
  schema: Plain,
  place: SchemaPlace,
  kind: 'list' | 'map',
  type: string,
  supported: readonly string[],
  report: Report,
): void {
  const word = `x-kubernetes-${kind}-type`;
  const value = own(schema, word);
  if (value === undefined || value === null) return;
  if (schema.type !== type) wrongType(schema, place, `must be ${type} if ${word} is specified`, report);
  if (!supported.includes(String(value))) report(fieldError.notSupported(`${place.path}.${word}`, value, supported));
}

function wrongType(schema: Plain, place: SchemaPlace, detail: string, report: Report): void {
  const path = `${place.path}.type`;
  report(given(schema, 'type') ? fieldError.invalid(path, schema.type, detail) : fieldError.required(path, detail));
}

function setItems(schema: Plain, place: SchemaPlace, report: Report): void {
  const items = schema.items;
  if (schema['x-kubernetes-list-type'] !== 'set' || schema.type !== 'array' || !isPlain(items)) return;
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const shown = own(items, 'x-kubernetes-list-type');
  const check = (word: string, byDefault: boolean): void => {
    const value = own(items, word) ?? undefined;
    if (value === 'atomic' || (byDefault && value === undefined)) return;
    // Upstream shows the list type in both cases.
    report(fieldError.invalid(`${place.path}.items.${word}`, shown, detail), 'atomic sets');
  };
  if (items.type === 'array') check('x-kubernetes-list-type', true);
  if (items.type === 'object') check('x-kubernetes-map-type', false);
}

function mapKeys(schema: Plain, place: SchemaPlace, report: Report): void {
  const at = (name: string): string => `${place.path}.${name}`;
  const listType = own(schema, 'x-kubernetes-list-type');
  const keys = own(schema, 'x-kubernetes-list-map-keys');
  const names: readonly unknown[] = Array.isArray(keys) ? keys : [];
  if (names.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const path = at('x-kubernetes-list-type');
    report(listType === undefined ? fieldError.required(path, detail) : fieldError.invalid(path, listType, detail));
  }
  if (listType !== 'map') return;
  if (names.length === 0) {
    const detail = 'must not be empty if x-kubernetes-list-type is map';
    report(fieldError.required(at('x-kubernetes-list-map-keys'), detail));
  }
  const items = schema.items;
  if (!isPlain(items)) {
    const detail = 'must have a schema if x-kubernetes-list-type is map';
    if (items === undefined || items === null) report(fieldError.required(at('items'), detail));
    else {
      const only = 'must only have a single schema if x-kubernetes-list-type is map';
      report(fieldError.invalid(at('items'), items, only));
    }
  } else if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    report(fieldError.invalid(at('items.type'), items.type ?? '', detail));
  } else namedKeys(names, items, place, report);
}

function namedKeys(names: readonly unknown[], items: Plain, place: SchemaPlace, report: Report): void {
  const path = `${place.path}.x-kubernetes-list-map-keys`;
  const properties = isPlain(items.properties) ? items.properties : {};
  for (const [index, name] of names.entries()) {
    const property = own(properties, String(name));
    if (!isPlain(property)) {
      report(fieldError.invalid(path, names, 'entries must all be names of item properties'));
    } else if (property.type === 'array' || property.type === 'object') {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      report(fieldError.invalid(`${place.path}.items.properties[${String(name)}].type`, items.type, detail));
    }
    if (names.indexOf(name) < index) report(fieldError.invalid(path, names, 'must not contain duplicate entries'));
  }
}

/** Items of sets and maps must not be nullable, and keys must be required or have a default. */
function mapKeyProperties(schema: Plain, place: SchemaPlace, report: Report): void {
  const items = schema.items;
  const listType = schema['x-kubernetes-list-type'];
  if (!isPlain(items) || (listType !== 'set' && listType !== 'map')) return;
  if (items.nullable === true) {
    const detail = `cannot be nullable when x-kubernetes-list-type is ${listType}`;
    report(fieldError.forbidden(`${place.path}.items.nullable`, detail), 'map keys');
  }
  const keys = schema['x-kubernetes-list-map-keys'];
  const properties = items.properties;
  if (listType !== 'map' || !Array.isArray(keys) || !isPlain(properties)) return;
  const required: readonly unknown[] = Array.isArray(items.required) ? items.required : [];
  const because = 'this property is in x-kubernetes-list-map-keys, so it';
  for (const key of keys.filter((each) => typeof each === 'string')) {
    const property = own(properties, key);
    if (!isPlain(property)) continue;
    const path = `${place.path}.items.properties[${key}]`;
    if (!required.includes(key) && !given(property, 'default')) {
      const detail = `${because} must have a default or be a required property`;
      report(fieldError.required(`${path}.default`, detail), 'map keys');
    }
    if (property.nullable === true) {
      report(fieldError.forbidden(`${path}.nullable`, `${because} cannot be nullable`), 'map keys');
    }
  }
}
