/**
 * Encodes an OpenAPI v2 document as gnostic's `openapi.v2.Document` message. A table for each message maps JSON members to
 * fields. Members without a field that start with `x-` are vendor extensions.
 */
import type { OpenApiPart } from './parts.ts';
import { concat, doubleField, field, numberField } from './protobuf-writer.ts';
import type { Json, JsonMap } from './schemas.ts';

/**
 * The media types that clients accept: the old spelling, which is not a valid media type but used by kubectl, and the new
 * one.
 */
export const gnosticAccepted: readonly string[] = [
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
];

/** The media type of the response, for both. */
export const gnosticContentType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

type Encoder = (number: number, value: Json) => readonly Uint8Array[];
type Message = Readonly<Record<string, readonly [number, Encoder]>>;

function isMap(value: Json): value is JsonMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

const string: Encoder = (number, value) => [field(number, String(value))];
const strings: Encoder = (number, value) =>
  Array.isArray(value) ? (value as readonly Json[]).flatMap((each) => string(number, each)) : [];
const scalar: Encoder = (number, value) => (value ? [numberField(number, Number(value))] : []);
const double: Encoder = (number, value) => [doubleField(number, Number(value))];

/** gnostic's Any: the value as YAML text. JSON is valid YAML. */
const anything: Encoder = (number, value) => [field(number, field(2, JSON.stringify(value)))];
const anythings: Encoder = (number, value) =>
  Array.isArray(value) ? (value as readonly Json[]).flatMap((each) => anything(number, each)) : [];

/** Encodes a message by its table. `extensions` is the field number of vendor extensions. */
function message(table: () => Message, extensions: number): Encoder {
  return (number, value) => [field(number, encode(value, table(), extensions))];
}

function encode(value: Json, table: Message, extensions: number): Uint8Array {
  if (!isMap(value)) return new Uint8Array();
  const parts = Object.entries(value).flatMap(([name, member]): readonly Uint8Array[] => {
    const known = Object.hasOwn(table, name) ? table[name] : undefined;
    if (known !== undefined) return known[1](known[0], member);
    return name.startsWith('x-') ? [field(extensions, concat([field(1, name), ...anything(2, member)]))] : [];
  });
  return concat(parts);
}

function many(one: Encoder): Encoder {
  return (number, value) =>
    Array.isArray(value) ? (value as readonly Json[]).flatMap((each) => one(number, each)) : [];
}

/** Encodes a JSON object as repeated pairs of name and value, in field `inner` of a message. */
function named(one: Encoder, inner = 1): Encoder {
  return (number, value) => {
    const pairs = isMap(value) ? Object.entries(value) : [];
    return [
      field(number, concat(pairs.map(([name, each]) => field(inner, concat([field(1, name), ...one(2, each)]))))),
    ];
  };
}

/** Wraps the output of `one` into field `inner` of a message, for members of a `oneof`. */
function wrapped(one: Encoder, inner = 1): Encoder {
  return (number, value) => [field(number, concat(one(inner, value)))];
}

const typeNames: Encoder = (number, value) => [
  field(number, concat(strings(1, Array.isArray(value) ? value : [value]))),
];
const additional: Encoder = (number, value) => [
  field(number, concat(typeof value === 'boolean' ? [numberField(2, value)] : schema(1, value))),
];

const schemaTable = (): Message => ({
  $ref: [1, string],
  format: [2, string],
  title: [3, string],
  description: [4, string],
  default: [5, anything],
  multipleOf: [6, double],
  maximum: [7, double],
  exclusiveMaximum: [8, scalar],
  minimum: [9, double],
  exclusiveMinimum: [10, scalar],
  maxLength: [11, scalar],
  minLength: [12, scalar],
  pattern: [13, string],
  maxItems: [14, scalar],
  minItems: [15, scalar],
  uniqueItems: [16, scalar],
  maxProperties: [17, scalar],
  minProperties: [18, scalar],
  required: [19, strings],
  enum: [20, anythings],
  additionalProperties: [21, additional],
  type: [22, typeNames],
  items: [23, wrapped(schema)],
  allOf: [24, many(schema)],
  properties: [25, named(schema)],
  readOnly: [27, scalar],
  example: [30, anything],
});

function schema(number: number, value: Json): readonly Uint8Array[] {
  return [field(number, encode(value, schemaTable(), 31))];
}

const bodyTable = (): Message => ({
  description: [1, string],
  name: [2, string],
  in: [3, string],
  required: [4, scalar],
  schema: [5, schema],
});

/** Query parameters have one more field than path parameters, so the numbers of the following fields are larger by one. */
const plainTable = (shift: 0 | 1): Message => ({
  required: [1, scalar],
  in: [2, string],
  description: [3, string],
  name: [4, string],
  type: [5 + shift, string],
  format: [6 + shift, string],
  uniqueItems: [19 + shift, scalar],
  enum: [20 + shift, anythings],
});

/** ParametersItem → Parameter → body or non-body → query or path. */
const parameter: Encoder = (number, value) => {
  const place = isMap(value) ? value.in : undefined;
  if (isMap(value) && value.$ref !== undefined) return [field(number, field(2, field(1, String(value.$ref))))];
  const inner =
    place === 'body'
      ? field(1, encode(value, bodyTable(), 6))
      : field(
          2,
          place === 'query' ? field(3, encode(value, plainTable(1), 23)) : field(4, encode(value, plainTable(0), 22)),
        );
  return [field(number, field(1, inner))];
};

/** Response → SchemaItem → Schema, each under its code. */
const responseTable = (): Message => ({ description: [1, string], schema: [2, wrapped(schema)] });
const response = message(() => responseTable(), 5);
const responses = named(wrapped(response));

const requirement: Encoder = (number, value) => [
  field(
    number,
    concat(isMap(value) ? Object.entries(value).map(([name, scopes]) => requirementPair(name, scopes)) : []),
  ),
];

function requirementPair(name: string, scopes: Json): Uint8Array {
  return field(1, concat([field(1, name), field(2, concat(strings(1, scopes)))]));
}

const operationTable = (): Message => ({
  tags: [1, strings],
  summary: [2, string],
  description: [3, string],
  operationId: [5, string],
  produces: [6, strings],
  consumes: [7, strings],
  parameters: [8, many(parameter)],
  responses: [9, responses],
  schemes: [10, strings],
  deprecated: [11, scalar],
  security: [12, many(requirement)],
});
const operation = message(() => operationTable(), 13);

const pathTable = (): Message => ({
  get: [2, operation],
  put: [3, operation],
  post: [4, operation],
  delete: [5, operation],
  options: [6, operation],
  head: [7, operation],
  patch: [8, operation],
  parameters: [9, many(parameter)],
});

const pathItem = message(() => pathTable(), 10);

const apiKey = message(() => ({ type: [1, string], name: [2, string], in: [3, string], description: [4, string] }), 5);
const information = message(() => ({ title: [1, string], version: [2, string], description: [3, string] }), 7);

const documentTable = (): Message => ({
  swagger: [1, string],
  info: [2, information],
  host: [3, string],
  basePath: [4, string],
  schemes: [5, strings],
  consumes: [6, strings],
  produces: [7, strings],
  paths: [8, named(pathItem, 2)],
  definitions: [9, named(schema)],
  parameters: [10, named(parameter)],
  security: [12, many(requirement)],
  securityDefinitions: [13, named(wrapped(apiKey, 2))],
});

/** Encodes the document. Members without a field are omitted. */
export function encodeOpenApiV2(document: JsonMap): Uint8Array {
  return encode(document, documentTable(), 16);
}

/** Encodes one member of the paths or of the definitions, for `joinOpenApiV2`. */
export function encodeOpenApiV2Part({ section, name, value }: OpenApiPart): Uint8Array {
  const pair = (one: Encoder): Uint8Array => concat([field(1, name), ...one(2, value)]);
  return section === 'paths' ? field(2, pair(pathItem)) : field(1, pair(schema));
}

/** The document with these encoded members; `head` is the rest of it. The same as encoding the whole document. */
export function joinOpenApiV2(
  head: JsonMap,
  paths: readonly Uint8Array[],
  definitions: readonly Uint8Array[],
): Uint8Array {
  return concat([encodeOpenApiV2(head), field(8, concat(paths)), field(9, concat(definitions))]);
}
