/** Types whose JSON is not the object their message is: times, quantities, int-or-string, raw JSON and wrappers. */
import { formatDuration, parseDuration } from '../time/duration.ts';
import { formatTime } from '../time/timestamps.ts';
import { ProtobufError, type WireReader, type WireWriter, wireType } from './wire.ts';

/** How to read and write messages of named types, for those that hold others. */
export interface Messages {
  read(type: string, bytes: Uint8Array): unknown;
  write(type: string, value: unknown, writer: WireWriter): void;
}

export interface SpecialType {
  /** Undefined: the value is not set (the zero Time). */
  read(reader: WireReader, messages: Messages): unknown;
  /** The message's fields, without its length. */
  write(value: unknown, writer: WireWriter, messages: Messages): void;
}

type Seen = Map<number, (number | bigint | Uint8Array)[]>;

/** All fields of a small message, whatever they are. */
function fieldsOf(reader: WireReader): Seen {
  const seen: Seen = new Map();
  while (!reader.done) {
    const tag = reader.uint32();
    const type = tag & 7;
    let value: number | bigint | Uint8Array;
    if (type === wireType.varint) value = reader.int64();
    else if (type === wireType.bytes) value = reader.bytes();
    else {
      reader.skip(type);
      continue;
    }
    const list = seen.get(tag >>> 3);
    if (list === undefined) seen.set(tag >>> 3, [value]);
    else list.push(value);
  }
  return seen;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const integer = (seen: Seen, num: number): number => Number(seen.get(num)?.at(-1) ?? 0);
const raw = (seen: Seen, num: number): Uint8Array | undefined => {
  const value = seen.get(num)?.at(-1);
  return value instanceof Uint8Array ? value : undefined;
};
const texts = (seen: Seen, num: number): string[] =>
  (seen.get(num) ?? []).flatMap((value) => (value instanceof Uint8Array ? [decoder.decode(value)] : []));

function putInteger(writer: WireWriter, num: number, value: number | bigint): void {
  writer.tag(num, wireType.varint);
  writer.int64(value);
}

function putText(writer: WireWriter, num: number, value: string): void {
  writer.tag(num, wireType.bytes);
  writer.string(value);
}

/** Seconds since the epoch and the nanoseconds of a date as JSON writes it. */
function instantOf(value: unknown): { readonly seconds: number; readonly nanos: number } | undefined {
  if (typeof value !== 'string') return undefined;
  const seconds = Math.floor(Date.parse(value) / 1000);
  if (Number.isNaN(seconds)) throw new ProtobufError(`invalid time ${JSON.stringify(value)}`);
  const fraction = /\.(\d{1,9})/.exec(value)?.[1] ?? '';
  return { seconds, nanos: Number(fraction.padEnd(9, '0')) };
}

function time(show: (seconds: number, nanos: number) => string, keepsNanos: boolean): SpecialType {
  return {
    read: (reader) => {
      const seen = fieldsOf(reader);
      return seen.size === 0 ? undefined : show(integer(seen, 1), integer(seen, 2));
    },
    write: (value, writer) => {
      const instant = instantOf(value);
      if (instant === undefined) return;
      putInteger(writer, 1, instant.seconds);
      putInteger(writer, 2, keepsNanos ? instant.nanos : 0);
    },
  };
}

const microTime = (seconds: number, nanos: number): string =>
  `${formatTime(seconds * 1000).slice(0, -1)}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`;

const text: SpecialType = {
  read: (reader) => texts(fieldsOf(reader), 1).at(-1) ?? '',
  write: (value, writer) => putText(writer, 1, String(value)),
};

const intOrString: SpecialType = {
  read: (reader) => {
    const seen = fieldsOf(reader);
    return integer(seen, 1) === 1 ? (texts(seen, 3).at(-1) ?? '') : integer(seen, 2) | 0;
  },
  write: (value, writer) => {
    const isText = typeof value === 'string';
    putInteger(writer, 1, isText ? 1 : 0);
    putInteger(writer, 2, isText ? 0 : (value as number));
    putText(writer, 3, isText ? value : '');
  },
};

const nanosPerMillisecond = 1e6;

const duration: SpecialType = {
  read: (reader) => formatDuration(integer(fieldsOf(reader), 1) / nanosPerMillisecond),
  write: (value, writer) => putInteger(writer, 1, Math.round(parseDuration(String(value)) * nanosPerMillisecond)),
};

const rawJson: SpecialType = {
  read: (reader) => {
    const bytes = raw(fieldsOf(reader), 1);
    if (bytes === undefined || bytes.length === 0) return undefined;
    try {
      return JSON.parse(decoder.decode(bytes));
    } catch {
      throw new ProtobufError('a raw field does not hold JSON');
    }
  },
  write: (value, writer) => {
    if (value === undefined || value === null) return;
    writer.tag(1, wireType.bytes);
    writer.bytes(encoder.encode(JSON.stringify(value)));
  },
};

const strings: SpecialType = {
  read: (reader) => texts(fieldsOf(reader), 1),
  write: (value, writer) => {
    for (const each of value as readonly string[]) putText(writer, 1, each);
  },
};

const schemaType = 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaProps';

function putSchema(writer: WireWriter, num: number, value: unknown, messages: Messages): void {
  writer.tag(num, wireType.bytes);
  writer.nested(() => messages.write(schemaType, value, writer));
}

const schemaOrArray: SpecialType = {
  read: (reader, messages) => {
    const seen = fieldsOf(reader);
    const one = raw(seen, 1);
    if (one !== undefined) return messages.read(schemaType, one);
    return (seen.get(2) ?? []).map((bytes) => messages.read(schemaType, bytes as Uint8Array));
  },
  write: (value, writer, messages) => {
    if (!Array.isArray(value)) putSchema(writer, 1, value, messages);
    else for (const each of value) putSchema(writer, 2, each, messages);
  },
};

const schemaOrBool: SpecialType = {
  read: (reader, messages) => {
    const seen = fieldsOf(reader);
    const schema = raw(seen, 2);
    return schema === undefined ? integer(seen, 1) !== 0 : messages.read(schemaType, schema);
  },
  write: (value, writer, messages) => {
    putInteger(writer, 1, value === false ? 0 : 1);
    if (typeof value !== 'boolean') putSchema(writer, 2, value, messages);
  },
};

const schemaOrStrings: SpecialType = {
  read: (reader, messages) => {
    const seen = fieldsOf(reader);
    const schema = raw(seen, 1);
    return schema === undefined ? texts(seen, 2) : messages.read(schemaType, schema);
  },
  write: (value, writer, messages) => {
    if (Array.isArray(value)) for (const each of value) putText(writer, 2, String(each));
    else putSchema(writer, 1, value, messages);
  },
};

const groupVersion: SpecialType = {
  read: (reader) => {
    const seen = fieldsOf(reader);
    const [group, version] = [texts(seen, 1).at(-1) ?? '', texts(seen, 2).at(-1) ?? ''];
    return group === '' ? version : `${group}/${version}`;
  },
  write: (value, writer) => {
    const parts = String(value).split('/');
    putText(writer, 1, parts.length === 2 ? (parts[0] ?? '') : '');
    putText(writer, 2, parts.at(-1) ?? '');
  },
};

const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1';
const extensions = 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1';

export const specialTypes: ReadonlyMap<string, SpecialType> = new Map([
  [`${meta}.Time`, time((seconds) => formatTime(seconds * 1000), false)],
  [`${meta}.MicroTime`, time(microTime, true)],
  [`${meta}.Duration`, duration],
  [`${meta}.FieldsV1`, rawJson],
  [`${meta}.GroupVersion`, groupVersion],
  [`${meta}.Verbs`, strings],
  ['k8s.io/apimachinery/pkg/api/resource.Quantity', text],
  ['k8s.io/apimachinery/pkg/api/resource.QuantityValue', text],
  ['k8s.io/apimachinery/pkg/util/intstr.IntOrString', intOrString],
  ['k8s.io/apimachinery/pkg/runtime.RawExtension', rawJson],
  [`${extensions}.JSON`, rawJson],
  [`${extensions}.JSONSchemaPropsOrArray`, schemaOrArray],
  [`${extensions}.JSONSchemaPropsOrBool`, schemaOrBool],
  [`${extensions}.JSONSchemaPropsOrStringArray`, schemaOrStrings],
  ['k8s.io/api/authentication/v1.ExtraValue', strings],
  ['k8s.io/api/authorization/v1.ExtraValue', strings],
  ['k8s.io/api/certificates/v1.ExtraValue', strings],
]);
