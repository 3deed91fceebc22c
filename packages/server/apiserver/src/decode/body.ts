/** The body of a request as a plain value: size, content type and syntax, before any type is known. */
import { typeNameOfKind } from '@kubets/api/facts';
import { wireTable } from '@kubets/api/messages';
import { present } from '@kubets/base';
import {
  decodeProtobuf,
  type MessageTable,
  ProtobufError,
  protobufMediaType,
  TooManyFieldsError,
} from '@kubets/codec/protobuf';
import { YamlError } from '@kubets/codec/yaml';
import {
  decodeJson,
  JsonNumberError,
  JsonSyntaxError,
  jsonReader,
  maxJsonDepth,
  outlineJson,
  strictMessages,
} from '@kubets/machinery/json';
import { errors, type StatusError } from '@kubets/machinery/status-error';
import type { RequestBody } from '../requests/request.ts';
import { fewValues, maxBodyBytes, maxBodyValues, smallBodyBytes, tooManyValues } from './body-limits.ts';
import { inSlices } from './slices.ts';
import { yamlSteps } from './yaml.ts';

export interface DecodedBody {
  readonly value: unknown;
  /** What strict decoding rejects in the text itself: duplicate keys. */
  readonly complaints: readonly string[];
  /** Whether it is so large that the stages after this one must yield to other requests. */
  readonly large: boolean;
  /** The start of the body, for error messages. */
  excerpt(): string;
}

/** The body is not valid in its format. The caller words the error. */
export class BodySyntaxError extends Error {
  override readonly name = 'BodySyntaxError';
  readonly excerpt: string;
  readonly format: 'json' | 'yaml' | 'protobuf';
  constructor(message: string, excerpt: string, format: BodySyntaxError['format']) {
    super(message);
    this.excerpt = excerpt;
    this.format = format;
  }
}

const excerptLength = 30;

/** What upstream shows of a body it cannot parse: JSON as it is, anything else in hexadecimal. */
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

/** Loaded by the pipeline before it uses the request. */
const messages = (): MessageTable => present(wireTable(), 'the table of messages');

type Read = Omit<DecodedBody, 'excerpt'>;
type Now<T> = T | Promise<T>;

const none: readonly string[] = [];
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function readJson(bytes: Uint8Array, signal: AbortSignal): Now<Read> {
  const large = bytes.length > smallBodyBytes;
  const read = ({ value, duplicates }: { value: unknown; duplicates: readonly string[] }): Read => ({
    value,
    complaints: duplicates.length === 0 ? none : strictMessages({ duplicates }),
    large,
  });
  if (!large) return read(decodeJson(bytes, { duplicates: true }));
  const { values, depth } = outlineJson(bytes);
  // Our parser stops at the maximum depth; JSON.parse would first build the whole value.
  if (depth > maxJsonDepth) return read(jsonReader(bytes).read());
  if (values > maxBodyValues) throw tooManyValues();
  if (values <= fewValues) return read(decodeJson(bytes, { duplicates: true }));
  const reader = jsonReader(bytes);
  return inSlices(() => reader.readSome(fewValues), signal).then(read);
}

function readYaml(bytes: Uint8Array, signal: AbortSignal): Now<Read> {
  const step = yamlSteps(textOf(bytes));
  const first = step();
  const large = bytes.length > smallBodyBytes;
  if (first !== undefined) return { ...first, large };
  return inSlices(step, signal).then((document) => ({ ...document, large }));
}

/** JSON is YAML, and is parsed much faster as JSON, unless YAML would report something else about it. */
async function readJsonOrYaml(bytes: Uint8Array, signal: AbortSignal): Promise<Read> {
  if (bytes[0] === 0x7b) {
    try {
      const read = await readJson(bytes, signal);
      if (read.complaints.length === 0) return read;
    } catch (error) {
      if (!(error instanceof JsonSyntaxError || error instanceof JsonNumberError)) throw error;
    }
  }
  return readYaml(bytes, signal);
}

function readProtobuf(bytes: Uint8Array): Read {
  try {
    const value = decodeProtobuf(bytes, typeNameOfKind, messages(), undefined, maxBodyValues);
    return { value, complaints: none, large: bytes.length > smallBodyBytes };
  } catch (error) {
    throw error instanceof TooManyFieldsError ? tooManyValues() : error;
  }
}

function read(bytes: Uint8Array, contentType: string | undefined, signal: AbortSignal): Now<Read> {
  switch (contentType) {
    case '':
    case 'application/json':
      return readJson(bytes, signal);
    case 'application/yaml':
      return readYaml(bytes, signal);
    case 'application/apply-patch+yaml':
      return readJsonOrYaml(bytes, signal);
    case protobufMediaType:
      return readProtobuf(bytes);
    default:
      if (contentType?.endsWith('+json')) return readJson(bytes, signal);
      throw unknownFormat();
  }
}

function formatOf(error: unknown): BodySyntaxError['format'] | undefined {
  if (error instanceof JsonSyntaxError || error instanceof JsonNumberError) return 'json';
  if (error instanceof YamlError) return 'yaml';
  return error instanceof ProtobufError ? 'protobuf' : undefined;
}

/**
 * JSON unless the content type says YAML or Kubernetes' protobuf. Synchronous if the body is small.
 * Throws or rejects with RequestEntityTooLarge, UnsupportedMediaType, BodySyntaxError; with the signal's reason when it
 * aborts.
 */
export function decodeBody(body: RequestBody, contentType: string | undefined, signal: AbortSignal): Now<DecodedBody> {
  if (body.type === 'object') return { value: body.object, complaints: none, large: false, excerpt: () => '' };
  const bytes = bodyBytes(body) ?? new Uint8Array();
  const excerpt = (): string => excerptOf(bytes);
  const failure = (error: unknown): unknown => {
    const format = formatOf(error);
    return format === undefined ? error : new BodySyntaxError((error as Error).message, excerpt(), format);
  };
  let done: Now<Read>;
  try {
    done = read(bytes, mediaTypeOf(contentType), signal);
  } catch (error) {
    throw failure(error);
  }
  if (!(done instanceof Promise)) return { ...done, excerpt };
  return done.then(
    (each) => ({ ...each, excerpt }),
    (error: unknown) => {
      throw failure(error);
    },
  );
}
