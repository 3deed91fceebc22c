/** The three values of a CRD's schema that are one of two things. Their code needs that of schemas, which is generated. */
import type { MessageReader, ReadMessage } from './message-reader.ts';
import type { MessageCodec } from './message-table.ts';
import type { MessageWriter, WriteMessage } from './message-writer.ts';
import type { Fields } from './wire.ts';

/** A schema or an alternative value. `take` reads the alternative: all fields except the schema. */
function either(schema: number, read: ReadMessage, take: (reader: MessageReader, tag: number) => unknown): ReadMessage {
  return (reader, end) => {
    let found: unknown;
    let other: unknown;
    while (reader.at < end) {
      const tag = reader.tag();
      if (tag >>> 3 === schema) found = read(reader, reader.open(tag));
      else other = take(reader, tag) ?? other;
    }
    reader.close(end);
    return found ?? other;
  };
}

/** `items`: a schema or a list of them. */
export function schemaOrArray(read: ReadMessage, write: WriteMessage): MessageCodec {
  return {
    read: (reader, end) => {
      const list: unknown[] = [];
      const one = either(1, read, (from, tag) => {
        if (tag >>> 3 === 2) list.push(read(from, from.open(tag)));
        else from.skip(tag);
      })(reader, end);
      return one ?? list;
    },
    write: (writer, value: unknown) => {
      if (Array.isArray(value)) writer.messages(0x12, value, write);
      else writer.message(0x0a, value, write);
    },
  };
}

function readBool(reader: MessageReader, tag: number): unknown {
  if (tag >>> 3 === 1) return reader.bool(tag);
  reader.skip(tag);
  return undefined;
}

/** `additionalProperties`: a schema, or whether there may be any. */
export function schemaOrBool(read: ReadMessage, write: WriteMessage): MessageCodec {
  const readEither = either(2, read, readBool);
  return {
    read: (reader, end) => readEither(reader, end) ?? false,
    write: (writer, value: unknown) => {
      if (typeof value !== 'boolean') writer.message(0x12, value, write);
      writer.bool(0x08, value !== false);
    },
  };
}

/** `dependencies`: a schema or a list of properties. */
export function schemaOrStrings(read: ReadMessage, write: WriteMessage): MessageCodec {
  return {
    read: (reader, end) => {
      const list: string[] = [];
      const one = either(1, read, (from, tag) => {
        if (tag >>> 3 === 2) list.push(from.string(tag));
        else from.skip(tag);
      })(reader, end);
      return one ?? list;
    },
    write: (writer: MessageWriter, value: Fields | readonly string[]) => {
      if (Array.isArray(value)) writer.strings(0x12, value);
      else writer.message(0x0a, value, write);
    },
  };
}
