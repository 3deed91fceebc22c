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

/**
 * What stands in an envelope before and after a message of `length` bytes: for those who have the message in parts, or
 * already.
 */
export function protobufEnvelope(
  object: { readonly apiVersion?: string; readonly kind?: string },
  length: number,
): { readonly head: Uint8Array; readonly tail: Uint8Array } {
  const writer = new WireWriter();
  writer.raw(Uint8Array.from(magic));
  writer.tag(1, wireType.bytes);
  writer.nested(() => {
    writer.tag(1, wireType.bytes);
    writer.string(object.apiVersion ?? '');
    writer.tag(2, wireType.bytes);
    writer.string(object.kind ?? '');
  });
  writer.tag(2, wireType.bytes);
  writer.uint32(length);
  return { head: writer.finish(), tail: noContentType };
}

/** Content encoding and content type, both empty. */
const noContentType = Uint8Array.of((3 << 3) | wireType.bytes, 0, (4 << 3) | wireType.bytes, 0);

/** The object in its envelope; apiVersion and kind are taken from it. */
export function encodeProtobuf(
  type: string,
  object: { readonly apiVersion?: string; readonly kind?: string },
  table: TypeTable,
): Uint8Array {
  const message = writeMessage(type, object, table);
  const { head, tail } = protobufEnvelope(object, message.length);
  const writer = new WireWriter();
  for (const part of [head, message, tail]) writer.raw(part);
  return writer.finish();
}

/** What stands before each item of a list's message: its field, and its length. */
export function protobufItemHead(length: number): Uint8Array {
  const writer = new WireWriter();
  writer.tag(2, wireType.bytes);
  writer.uint32(length);
  return writer.finish();
}

/** A `meta/v1.WatchEvent` around the parts of an object in its envelope: behind its length in four bytes. */
export function protobufWatchFrame(type: string, object: readonly Uint8Array[]): Uint8Array {
  const writer = new WireWriter();
  writer.raw(new Uint8Array(4));
  writer.tag(1, wireType.bytes);
  writer.string(type);
  writer.tag(2, wireType.bytes);
  writer.nested(() => {
    writer.tag(1, wireType.bytes);
    writer.nested(() => {
      for (const part of object) writer.raw(part);
    });
  });
  const frame = writer.finish();
  new DataView(frame.buffer).setUint32(0, frame.length - 4);
  return frame;
}
