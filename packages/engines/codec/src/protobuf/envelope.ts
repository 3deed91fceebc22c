/** The `application/vnd.kubernetes.protobuf` format: four magic bytes, and the object in a `runtime.Unknown`. */
import { boundedReader } from './bounded-reader.ts';
import { MessageReader } from './message-reader.ts';
import { codecOf, type MessageTable, written } from './message-table.ts';
import type { MessageWriter } from './message-writer.ts';
import { type Fields, ProtobufError } from './wire.ts';

export const protobufMediaType = 'application/vnd.kubernetes.protobuf';

const magic = [0x6b, 0x38, 0x73, 0x00] as const;

/** The type of an apiVersion and kind; undefined if it is unknown. */
export type TypeFinder = (apiVersion: string, kind: string) => string | undefined;

interface Typed {
  readonly apiVersion?: string;
  readonly kind?: string;
}

interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  /** The range of the message. */
  readonly start: number;
  readonly end: number;
}

/** Fields of `runtime.Unknown`. */
const typeMeta = 1;
const raw = 2;

function openEnvelope(reader: MessageReader): Envelope {
  const { bytes } = reader;
  if (!magic.every((byte, index) => bytes[index] === byte))
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${magic.join(' ')}]`,
    );
  reader.at = magic.length;
  let [apiVersion, kind] = ['', ''];
  let message = { start: 0, end: 0 };
  while (reader.at < bytes.length) {
    const tag = reader.tag();
    if (tag >>> 3 === raw) message = reader.range(tag);
    else if (tag >>> 3 === typeMeta) {
      const end = reader.open(tag);
      while (reader.at < end) {
        const each = reader.tag();
        if (each >>> 3 === 1) apiVersion = reader.string(each);
        else if (each >>> 3 === 2) kind = reader.string(each);
        else reader.skip(each);
      }
      reader.close(end);
    } else reader.skip(tag);
  }
  return { apiVersion, kind, ...message };
}

/**
 * The object in the envelope, with its apiVersion and kind. `fallback` names the type where the envelope does not (then
 * the object has neither). Throws ProtobufError, and TooManyFieldsError where there are more than `maxFields`.
 */
export function decodeProtobuf(
  bytes: Uint8Array,
  find: TypeFinder,
  table: MessageTable,
  fallback?: string,
  maxFields?: number,
): unknown {
  const reader = maxFields === undefined ? new MessageReader(bytes) : boundedReader(bytes, maxFields);
  const { apiVersion, kind, start, end } = openEnvelope(reader);
  const type = kind === '' ? fallback : find(apiVersion, kind);
  if (type === undefined)
    throw new ProtobufError(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`);
  reader.at = start;
  const object = codecOf(type, table).read(reader, end) as Fields;
  return { ...(apiVersion === '' ? {} : { apiVersion }), ...(kind === '' ? {} : { kind }), ...object };
}

/** Content encoding and content type, both empty. */
const noContentType = Uint8Array.of(0x1a, 0, 0x22, 0);

function putTypeMeta(writer: MessageWriter, { apiVersion = '', kind = '' }: Typed): void {
  const mark = writer.size;
  writer.string(0x12, kind);
  writer.string(0x0a, apiVersion);
  writer.close(0x0a, mark);
  writer.plain(Uint8Array.from(magic));
}

/** The object in its envelope; apiVersion and kind are taken from it. Throws ProtobufError. */
export function encodeProtobuf(type: string, object: Typed, table: MessageTable): Uint8Array {
  const { write } = codecOf(type, table);
  return written((writer) => {
    writer.plain(noContentType);
    const mark = writer.size;
    write(writer, object as Fields);
    writer.close(0x12, mark);
    putTypeMeta(writer, object);
  });
}

/** The tag and length before the bytes of a field. */
function head(tag: number, length: number, before?: (writer: MessageWriter) => void): Uint8Array {
  return written((writer) => {
    writer.close(tag, -length);
    before?.(writer);
  });
}

/** The bytes of an envelope before and after a message of `length` bytes, for callers that have the encoded message. */
export function protobufEnvelope(
  object: Typed,
  length: number,
): { readonly head: Uint8Array; readonly tail: Uint8Array } {
  return { head: head(0x12, length, (writer) => putTypeMeta(writer, object)), tail: noContentType };
}

/** The tag and length before each item of a list message. */
export function protobufItemHead(length: number): Uint8Array {
  return head(0x12, length);
}

/** A `meta/v1.WatchEvent` with an object in its envelope, after its length in four bytes. */
export function protobufWatchFrame(type: string, object: readonly Uint8Array[]): Uint8Array {
  const frame = written((writer) => {
    const mark = writer.size;
    for (const part of object.toReversed()) writer.plain(part);
    writer.close(0x0a, mark);
    writer.close(0x12, mark);
    writer.string(0x0a, type);
    writer.plain(new Uint8Array(4));
  });
  new DataView(frame.buffer, frame.byteOffset).setUint32(0, frame.length - 4);
  return frame;
}
