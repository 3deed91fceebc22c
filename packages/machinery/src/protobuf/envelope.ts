/** The `application/vnd.kubernetes.protobuf` format: four magic bytes, and the object in a `runtime.Unknown`. */
import type { TypeTable } from '../schema/type-node.ts';
import { readMessage, writeMessage } from './message.ts';
import { ProtobufError, WireReader, WireWriter, wireType } from './wire.ts';

export const protobufMediaType = 'application/vnd.kubernetes.protobuf';

const magic = [0x6b, 0x38, 0x73, 0x00];

/** Finds the type of an apiVersion and kind; undefined when there is none. */
export type TypeFinder = (apiVersion: string, kind: string) => string | undefined;

interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
}

function readTypeMeta(bytes: Uint8Array): { readonly apiVersion: string; readonly kind: string } {
  const reader = new WireReader(bytes);
  const found = { apiVersion: '', kind: '' };
  while (!reader.done) {
    const tag = reader.uint32();
    if (tag === ((1 << 3) | wireType.bytes)) found.apiVersion = reader.string();
    else if (tag === ((2 << 3) | wireType.bytes)) found.kind = reader.string();
    else reader.skip(tag & 7);
  }
  return found;
}

function open(bytes: Uint8Array): Envelope {
  if (!magic.every((byte, index) => bytes[index] === byte))
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${magic.join(' ')}]`,
    );
  const reader = new WireReader(bytes, magic.length);
  let typeMeta = { apiVersion: '', kind: '' };
  let raw: Uint8Array = new Uint8Array();
  while (!reader.done) {
    const tag = reader.uint32();
    if (tag === ((1 << 3) | wireType.bytes)) typeMeta = readTypeMeta(reader.bytes());
    else if (tag === ((2 << 3) | wireType.bytes)) raw = reader.bytes();
    else reader.skip(tag & 7);
  }
  return { ...typeMeta, raw };
}

/**
 * The object in the envelope, with its apiVersion and kind. `fallback` names the type where the envelope does not (then
 * the object has neither). Throws ProtobufError.
 */
export function decodeProtobuf(bytes: Uint8Array, find: TypeFinder, table: TypeTable, fallback?: string): unknown {
  const { apiVersion, kind, raw } = open(bytes);
  const type = kind === '' ? fallback : find(apiVersion, kind);
  if (type === undefined)
    throw new ProtobufError(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`);
  const object = readMessage(type, raw, table) as Record<string, unknown>;
  return { ...(apiVersion === '' ? {} : { apiVersion }), ...(kind === '' ? {} : { kind }), ...object };
}

/** The object in its envelope; apiVersion and kind are taken from it. */
export function encodeProtobuf(
  type: string,
  object: { readonly apiVersion?: string; readonly kind?: string },
  table: TypeTable,
): Uint8Array {
  const writer = new WireWriter();
  writer.tag(1, wireType.bytes);
  writer.nested(() => {
    writer.tag(1, wireType.bytes);
    writer.string(object.apiVersion ?? '');
    writer.tag(2, wireType.bytes);
    writer.string(object.kind ?? '');
  });
  writer.tag(2, wireType.bytes);
  writer.bytes(writeMessage(type, object, table));
  for (const field of [3, 4]) {
    writer.tag(field, wireType.bytes);
    writer.string('');
  }
  const body = writer.finish();
  const bytes = new Uint8Array(magic.length + body.length);
  bytes.set(magic);
  bytes.set(body, magic.length);
  return bytes;
}
