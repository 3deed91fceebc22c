/** Objects to messages and back, by the layout of their type. */
import { invariant } from '@kubets/base';
import type { TypeTable } from '../schema/type-node.ts';
import { type Layout, layoutOfType, type Slot, type WireType } from './layout.ts';
import { type Messages, specialTypes } from './special-types.ts';
import { ProtobufError, WireReader, WireWriter, wireType } from './wire.ts';

type Fields = Record<string, unknown>;
type FieldSlot = Extract<Slot, { type: 'field' }>;

interface Scalar {
  readonly wire: number;
  readonly zero: unknown;
  read(reader: WireReader): unknown;
  write(writer: WireWriter, value: unknown): void;
}

const scalars: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  [
    'string',
    {
      wire: wireType.bytes,
      zero: '',
      read: (reader) => reader.string(),
      write: (writer, value) => writer.string(String(value)),
    },
  ],
  [
    'bool',
    {
      wire: wireType.varint,
      zero: false,
      read: (reader) => reader.uint32() !== 0,
      write: (writer, value) => writer.uint32(value === true ? 1 : 0),
    },
  ],
  [
    'int32',
    {
      wire: wireType.varint,
      zero: 0,
      read: (reader) => reader.int32(),
      write: (writer, value) => writer.int64(value as number),
    },
  ],
  [
    'int64',
    {
      wire: wireType.varint,
      zero: 0,
      read: (reader) => reader.int64(),
      write: (writer, value) => writer.int64(value as number | bigint),
    },
  ],
  [
    'double',
    {
      wire: wireType.fixed64,
      zero: 0,
      read: (reader) => reader.double(),
      write: (writer, value) => writer.double(Number(value)),
    },
  ],
  [
    'bytes',
    {
      wire: wireType.bytes,
      zero: '',
      read: (reader) => toBase64(reader.bytes()),
      write: (writer, value) => writer.bytes(fromBase64(String(value))),
    },
  ],
]);

const deepest = 200;

/** Standard base64, as JSON writes bytes. */
function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Reads and writes messages of a table's types. */
class Codec implements Messages {
  readonly #table: TypeTable;
  #depth = 0;

  constructor(table: TypeTable) {
    this.#table = table;
  }

  read(type: string, bytes: Uint8Array): unknown {
    const reader = new WireReader(bytes);
    const special = specialTypes.get(type);
    if (special !== undefined) return special.read(reader, this);
    const target: Fields = {};
    this.#nest(() => this.#readFields(this.#layout(type), reader, target));
    return target;
  }

  write(type: string, value: unknown, writer: WireWriter): void {
    const special = specialTypes.get(type);
    if (special !== undefined) special.write(value, writer, this);
    else this.#nest(() => this.#writeFields(this.#layout(type), (value ?? {}) as Fields, writer));
  }

  #nest(work: () => void): void {
    if (this.#depth >= deepest) throw new ProtobufError('message is nested too deeply');
    this.#depth++;
    try {
      work();
    } finally {
      this.#depth--;
    }
  }

  /** A type that stands for another one (core/v1.List) has that one's layout. */
  #layout(type: string): Layout {
    const found = layoutOfType(type, this.#table);
    if (found !== undefined) return found;
    const { ref } = this.#table.get(type) as WireType;
    invariant(ref !== undefined, `${type} is no message`);
    return this.#layout(ref);
  }

  #readFields(layout: Layout, reader: WireReader, target: Fields): void {
    while (!reader.done) {
      const tag = reader.uint32();
      const slot = layout.byNumber.get(tag >>> 3);
      if (slot === undefined) reader.skip(tag & 7);
      else if (slot.type === 'inline')
        this.#nest(() => this.#readFields(slot.layout, new WireReader(this.#checked(tag, reader)), target));
      else this.#readField(slot, tag, reader, target);
    }
  }

  /** The bytes of a length-delimited field, or an error that names what came instead. */
  #checked(tag: number, reader: WireReader): Uint8Array {
    if ((tag & 7) !== wireType.bytes) throw new ProtobufError(`wrong wireType = ${tag & 7} for field ${tag >>> 3}`);
    return reader.bytes();
  }

  #readField(slot: FieldSlot, tag: number, reader: WireReader, target: Fields): void {
    if (slot.label === 'map') {
      target[slot.name] ??= {};
      this.#readEntry(slot, this.#checked(tag, reader), target[slot.name] as Fields);
      return;
    }
    const value = this.#readValue(slot.of, tag, reader);
    if (slot.label === 'repeated') {
      target[slot.name] ??= [];
      (target[slot.name] as unknown[]).push(value);
    } else if (value !== undefined && !(slot.zeroIsAbsent && isZero(value))) target[slot.name] = value;
  }

  #readValue(type: string, tag: number, reader: WireReader): unknown {
    const scalar = scalars.get(type);
    if (scalar === undefined) return this.read(type, this.#checked(tag, reader));
    if ((tag & 7) !== scalar.wire) throw new ProtobufError(`wrong wireType = ${tag & 7} for field ${tag >>> 3}`);
    return scalar.read(reader);
  }

  #readEntry(slot: FieldSlot, bytes: Uint8Array, map: Fields): void {
    const reader = new WireReader(bytes);
    let key = '';
    let value: unknown = scalars.get(slot.of)?.zero;
    while (!reader.done) {
      const tag = reader.uint32();
      if (tag >>> 3 === 1) key = String(this.#readValue('string', tag, reader));
      else if (tag >>> 3 === 2) value = this.#readValue(slot.of, tag, reader);
      else reader.skip(tag & 7);
    }
    // A plain assignment would take `__proto__` for the prototype.
    Object.defineProperty(map, key, { value: value ?? {}, enumerable: true, writable: true, configurable: true });
  }

  #writeFields(layout: Layout, value: Fields, writer: WireWriter): void {
    for (const slot of layout.slots) {
      if (slot.type === 'field')
        this.#writeField(slot, Object.hasOwn(value, slot.name) ? value[slot.name] : undefined, writer);
      else {
        writer.tag(slot.num, wireType.bytes);
        writer.nested(() => this.#writeFields(slot.layout, value, writer));
      }
    }
  }

  #writeField(slot: FieldSlot, value: unknown, writer: WireWriter): void {
    const missing = value === undefined || value === null;
    if (slot.label === 'repeated') {
      for (const each of missing ? [] : (value as readonly unknown[]))
        this.#writeValue(slot.num, slot.of, each, writer);
    } else if (slot.label === 'map') {
      const entries = Object.entries(missing ? {} : (value as Fields)).sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [key, each] of entries) {
        writer.tag(slot.num, wireType.bytes);
        writer.nested(() => {
          this.#writeValue(1, 'string', key, writer);
          this.#writeValue(2, slot.of, each, writer);
        });
      }
    } else if (!missing || slot.always) this.#writeValue(slot.num, slot.of, missing ? undefined : value, writer);
  }

  #writeValue(num: number, type: string, value: unknown, writer: WireWriter): void {
    const scalar = scalars.get(type);
    if (scalar !== undefined) {
      writer.tag(num, scalar.wire);
      scalar.write(writer, value ?? scalar.zero);
      return;
    }
    writer.tag(num, wireType.bytes);
    writer.nested(() => {
      if (value !== undefined || !specialTypes.has(type)) this.write(type, value, writer);
    });
  }
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false;
}

/** A message's bytes as the object it stands for. Throws ProtobufError. */
export function readMessage(type: string, bytes: Uint8Array, table: TypeTable): unknown {
  return new Codec(table).read(type, bytes);
}

/** An object as its message, fields in order of their numbers, as Go writes it. */
export function writeMessage(type: string, value: unknown, table: TypeTable): Uint8Array {
  const writer = new WireWriter();
  new Codec(table).write(type, value, writer);
  return writer.finish();
}
