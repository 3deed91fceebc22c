/** Codecs by type name, and decoding and encoding of whole messages. */
import { present } from '@kubets/base';
import { MessageReader, type ReadMessage } from './message-reader.ts';
import { MessageWriter, type WriteMessage } from './message-writer.ts';
import { type Fields, unset } from './wire.ts';

/** The codec of a type. */
export interface MessageCodec {
  readonly read: ReadMessage;
  readonly write: WriteMessage;
}

/** Codecs by Go path and name: `k8s.io/api/core/v1.Pod`. */
export interface MessageTable {
  get(type: string): MessageCodec | undefined;
}

/** The codec of a type that is known to have one. */
export function codecOf(type: string, table: MessageTable): MessageCodec {
  return present(table.get(type), `a message of ${type}`);
}

/** Decodes a message. Throws ProtobufError. */
export function readMessage(type: string, bytes: Uint8Array, table: MessageTable): unknown {
  return codecOf(type, table).read(new MessageReader(bytes), bytes.length);
}

let idle: MessageWriter | undefined;

/** Returns the bytes that `write` writes. All callers share one writer, unless `write` needs another. */
export function written(write: (writer: MessageWriter) => void): Uint8Array {
  const writer = idle ?? new MessageWriter();
  idle = undefined;
  try {
    write(writer);
    return writer.finish();
  } finally {
    writer.clear();
    idle = writer;
  }
}

/** Encodes an object with fields in order of their numbers, as Go does. Throws ProtobufError. */
export function writeMessage(type: string, value: unknown, table: MessageTable): Uint8Array {
  const { write } = codecOf(type, table);
  return written((writer) => write(writer, (value ?? unset) as Fields));
}
