/** Encodes OpenAPI content part by part, in many turns of the event loop: a whole document takes a tenth of a second. */
import {
  type Dialect,
  encodeOpenApiV2Part,
  joinOpenApiV2,
  type OpenApiPart,
  openApiFrame,
  openApiHead,
} from '@kubets/api/openapi';
import { nextTurn } from '@kubets/base';
import { encodeJson } from '@kubets/machinery/json';

/** The formats of a document: JSON in version 2 and 3, and protobuf in version 2. */
export type OpenApiForm = 'v2' | 'v3' | 'v2.protobuf';

export const dialectOf = (form: OpenApiForm): Dialect => (form === 'v3' ? 'v3' : 'v2');

/** Encoded members of a document's paths and schemas. */
export interface EncodedParts {
  readonly paths: readonly Uint8Array[];
  readonly schemas: readonly Uint8Array[];
}

/** A few milliseconds of work. */
const partsPerTurn = 16;

const utf8 = new TextEncoder();

const encoders: Readonly<Record<OpenApiForm, (part: OpenApiPart) => Uint8Array>> = {
  v2: jsonMember,
  v3: jsonMember,
  'v2.protobuf': encodeOpenApiV2Part,
};

function jsonMember({ name, value }: OpenApiPart): Uint8Array {
  return utf8.encode(`${JSON.stringify(name)}:${encodeJson(value)}`);
}

/** Encodes the parts. They are made one at a time, between turns. */
export async function encodeParts(parts: Iterable<OpenApiPart>, form: OpenApiForm): Promise<EncodedParts> {
  const encode = encoders[form];
  const encoded = { paths: [] as Uint8Array[], schemas: [] as Uint8Array[] };
  let count = 0;
  await nextTurn();
  for (const part of parts) {
    encoded[part.section].push(encode(part));
    count++;
    if (count % partsPerTurn === 0) await nextTurn();
  }
  return encoded;
}

function joinJson(form: OpenApiForm, paths: readonly Uint8Array[], schemas: readonly Uint8Array[]): Uint8Array {
  const { before, between, after } = openApiFrame(dialectOf(form));
  const comma = utf8.encode(',');
  const separated = (members: readonly Uint8Array[]): Uint8Array[] =>
    members.flatMap((member, index) => (index === 0 ? [member] : [comma, member]));
  const pieces = [
    utf8.encode(before),
    ...separated(paths),
    utf8.encode(between),
    ...separated(schemas),
    utf8.encode(after),
  ];
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The document of all these members. */
export function joinParts(encoded: readonly EncodedParts[], form: OpenApiForm): Uint8Array {
  const paths = encoded.flatMap((each) => each.paths);
  const schemas = encoded.flatMap((each) => each.schemas);
  return form === 'v2.protobuf' ? joinOpenApiV2(openApiHead('v2'), paths, schemas) : joinJson(form, paths, schemas);
}
