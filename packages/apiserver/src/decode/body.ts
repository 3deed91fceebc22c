/** The body of a request as a plain value: size, content type and syntax, before any type is known. */
import { typeNameOfKind, wireTable } from '@kubets/api';
import { present } from '@kubets/base';
import {
  decodeJson,
  decodeProtobuf,
  errors,
  JsonNumberError,
  JsonSyntaxError,
  type MessageTable,
  ProtobufError,
  protobufMediaType,
  type StatusError,
} from '@kubets/machinery';
import type { RequestBody } from '../request.ts';

/** Upstream's --max-request-bytes for resource requests. */
const maxBodyBytes = 3_145_728;

export interface DecodedBody {
  readonly value: unknown;
  /** Paths of keys that occur twice. */
  readonly duplicates: readonly string[];
  /** The start of the body, for error messages. */
  excerpt(): string;
}

export type YamlReader = (text: string) => { readonly value: unknown; readonly duplicates: readonly string[] };

/** The body is no document of its format. Worded by what reads it. */
export class BodySyntaxError extends Error {
  override readonly name = 'BodySyntaxError';
  readonly excerpt: string;
  constructor(message: string, excerpt: string) {
    super(message);
    this.excerpt = excerpt;
  }
}

const excerptLength = 30;

/** What upstream shows of a body it cannot read: JSON as it stands, anything else in hexadecimal. */
function excerptOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<empty>';
  const start = bytes.subarray(0, excerptLength);
  const text =
    bytes[0] === 0x7b
      ? new TextDecoder().decode(start)
      : Array.from(start, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > excerptLength ? `${text} ...` : text;
}

export function mediaTypeOf(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function unknownFormat(): StatusError {
  return errors.unsupportedMediaType(
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  );
}

function bodyBytes(body: RequestBody): Uint8Array | undefined {
  if (body.type !== 'bytes') return undefined;
  if (body.bytes.length > maxBodyBytes) throw errors.tooLarge(`Request entity too large: limit is ${maxBodyBytes}`);
  return body.bytes;
}

export function isEmptyBody(body: RequestBody): boolean {
  return body.type === 'none' || (body.type === 'bytes' && body.bytes.length === 0);
}

/** Loaded by the pipeline, before anything is made of the request. */
const messages = (): MessageTable => present(wireTable(), 'the table of messages');

/** JSON unless the content type says YAML or Kubernetes' protobuf. Throws RequestEntityTooLarge, UnsupportedMediaType, BodySyntaxError. */
export function decodeBody(body: RequestBody, contentType: string | undefined, readYaml: YamlReader): DecodedBody {
  if (body.type === 'object') return { value: body.object, duplicates: [], excerpt: () => '' };
  const bytes = bodyBytes(body) ?? new Uint8Array();
  const excerpt = (): string => excerptOf(bytes);
  const type = mediaTypeOf(contentType);
  try {
    if (type === 'application/yaml') return { ...readYaml(new TextDecoder().decode(bytes)), excerpt };
    if (type === protobufMediaType)
      return { value: decodeProtobuf(bytes, typeNameOfKind, messages()), duplicates: [], excerpt };
    if (type !== '' && type !== 'application/json' && !type.endsWith('+json')) throw unknownFormat();
    const { value, duplicates } = decodeJson(bytes, { duplicates: true });
    return { value, duplicates, excerpt };
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof JsonNumberError || error instanceof ProtobufError) {
      throw new BodySyntaxError(error.message, excerpt());
    }
    throw error;
  }
}
