/** Converts structural OpenAPI v3 schemas of CustomResourceDefinitions to nodes. */
import { isPlain, own, type Plain, setOwn } from '@kubets/machinery/json';
import type { FieldNode, NodeType, TypeNode, ValueValidation } from './type-node.ts';

/** Value validation keywords that are copied if they have the right type. */
const words: Readonly<Record<string, 'number' | 'boolean' | 'string'>> = {
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'boolean',
  exclusiveMaximum: 'boolean',
  multipleOf: 'number',
  minLength: 'number',
  maxLength: 'number',
  pattern: 'string',
  minItems: 'number',
  maxItems: 'number',
  uniqueItems: 'boolean',
  minProperties: 'number',
  maxProperties: 'number',
};

/** Formats of strings that upstream checks, without dashes. Others have no effect. */
const formats: ReadonlySet<string> = new Set(
  (
    'bsonobjectid uri email hostname ipv4 ipv6 cidr mac uuid uuid3 uuid4 uuid5 isbn isbn10 isbn13 creditcard ssn ' +
    'hexcolor rgbcolor byte password date duration datetime k8sshortname k8slongname'
  ).split(' '),
);

/**
 * The node of a structural schema (`spec.versions[].schema.openAPIV3Schema`). The schema is taken to be structural:
 * check it with `structuralErrors` first. What it does not understand it leaves out.
 */
export function fromOpenAPI(schema: unknown): TypeNode {
  const steps = fromOpenAPISteps(schema);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The values of a map with `additionalProperties: true`: also null. */
const anything: TypeNode = { structural: true, nullable: true };

function hasMembers(value: unknown): boolean {
  return isPlain(value) && Object.keys(value).length > 0;
}

/** Schemas that are converted in one step: a few milliseconds. */
const schemasPerStep = 1_000;

/** {@link fromOpenAPI} in steps, for a large schema. */
export function fromOpenAPISteps(schema: unknown): Generator<void, TypeNode, void> {
  return nodeOf(isPlain(schema) ? schema : {}, { left: schemasPerStep });
}

type Nodes<T> = Generator<void, T, void>;

interface Pace {
  left: number;
}

function* nodeOf(schema: Plain, pace: Pace): Nodes<TypeNode> {
  if (--pace.left <= 0) {
    pace.left = schemasPerStep;
    yield;
  }
  const type = text(schema.type);
  const free = schema.additionalProperties;
  const validation = validationOf(schema);
  const isMap = type === 'object' && free !== undefined && free !== false && !hasMembers(schema.properties);
  return {
    structural: true,
    ...(type === undefined ? {} : { type: (isMap ? 'map' : type) as NodeType }),
    ...(isPlain(schema.properties) && !isMap ? { fields: yield* fieldsOf(schema.properties, pace) } : {}),
    ...(isPlain(schema.items) ? { items: yield* nodeOf(schema.items, pace) } : {}),
    ...(isMap ? { values: isPlain(free) ? yield* nodeOf(free, pace) : anything } : {}),
    ...(Array.isArray(schema.required) ? { required: schema.required.filter(isText) } : {}),
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...(schema.nullable === true ? { nullable: true } : {}),
    ...(Array.isArray(schema.enum) ? { enum: schema.enum as unknown[] } : {}),
    ...(validation.format === undefined ? {} : { format: validation.format }),
    ...extensionsOf(schema),
    ...(Object.keys(validation).length === 0 ? {} : { validation }),
  };
}

function* fieldsOf(properties: Plain, pace: Pace): Nodes<readonly FieldNode[]> {
  const fields: FieldNode[] = [];
  for (const name of Object.keys(properties)) {
    const property = properties[name];
    fields.push({ ...(yield* nodeOf(isPlain(property) ? property : {}, pace)), name });
  }
  return fields;
}

function extensionsOf(schema: Plain): Partial<TypeNode> {
  const extension = (name: string): unknown => schema[`x-kubernetes-${name}`];
  const listType = extension('list-type');
  const mapType = extension('map-type');
  const keys = extension('list-map-keys');
  const rules = extension('validations');
  return {
    ...(extension('int-or-string') === true ? { intOrString: true } : {}),
    ...(extension('preserve-unknown-fields') === true ? { preserveUnknown: true } : {}),
    ...(extension('embedded-resource') === true ? { embedded: true } : {}),
    ...(listType === 'atomic' || listType === 'set' || listType === 'map' ? { listType } : {}),
    ...(mapType === 'atomic' || mapType === 'granular' ? { mapType } : {}),
    ...(Array.isArray(keys) ? { listMapKeys: keys.filter(isText) } : {}),
    ...(Array.isArray(rules) && rules.length > 0 ? { validations: rules.filter(isPlain) } : {}),
  };
}

/** Whether upstream checks the format in schemas of the type. */
export function isRecognizedFormat(format: string, type: string | undefined): boolean {
  switch (type) {
    case undefined:
    case 'string':
      return formats.has(format.replaceAll('-', ''));
    case 'integer':
      return format === 'int32' || format === 'int64';
    case 'number':
      return format === 'float' || format === 'double';
    default:
      return false;
  }
}

/** The value validations of a schema; `nested`: below a junctor, where properties and items are conditions, too. */
function validationOf(schema: Plain, nested = false): ValueValidation {
  const found: Plain = {};
  for (const word in words) {
    const value = schema[word];
    const given = typeof value === 'bigint' ? 'number' : typeof value;
    if (given === words[word] && value !== false) found[word] = value;
  }
  const format = text(schema.format);
  if (format !== undefined && isRecognizedFormat(format, text(schema.type))) found.format = format;
  for (const junctor of ['allOf', 'anyOf', 'oneOf']) {
    const clauses = schema[junctor];
    if (Array.isArray(clauses) && clauses.length > 0) {
      found[junctor] = clauses.map((clause: unknown) => validationOf(isPlain(clause) ? clause : {}, true));
    }
  }
  if (isPlain(schema.not)) found.not = validationOf(schema.not, true);
  if (nested) addConditions(schema, found);
  return found as ValueValidation;
}

function addConditions(schema: Plain, found: Plain): void {
  const type = text(schema.type);
  if (type !== undefined) found.type = type;
  if (schema.nullable === true) found.nullable = true;
  if (Array.isArray(schema.enum)) found.enum = schema.enum;
  if (Array.isArray(schema.required)) found.required = schema.required.filter(isText);
  if (isPlain(schema.items)) found.items = validationOf(schema.items, true);
  if (isPlain(schema.additionalProperties)) {
    found.additionalProperties = validationOf(schema.additionalProperties, true);
  }
  const properties = schema.properties;
  if (!isPlain(properties)) return;
  const conditions: Plain = {};
  for (const name of Object.keys(properties)) {
    const property = own(properties, name);
    setOwn(conditions, name, validationOf(isPlain(property) ? property : {}, true));
  }
  found.properties = conditions;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
