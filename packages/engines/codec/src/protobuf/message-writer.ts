/**
 * Writes messages backwards, from the last byte to the first, for code that is generated from the facts. The length of a message
 * precedes it and is known after it was written, so that no measuring or moving is needed.
 */
import { fromBase64 } from './base64.ts';
import { type Fields, maxMessageDepth, ProtobufError, unset } from './wire.ts';

/** Writes a message's fields, highest number first; for `unset`, the fields that Go always writes. */
export type WriteMessage = (writer: MessageWriter, value: Fields) => void;

const utf8 = new TextEncoder();
/** From this length, TextEncoder is faster than a loop. */
const minEncodeIntoLength = 64;
/** Messages are slices of slabs, because allocating an array costs as much as writing 300 bytes. */
const slabSize = 32_768;
/** Longer messages are copied, so that a message keeps at most about eight times its size in memory. */
const maxSharedBytes = slabSize / 8;
/** Tag and length of anything: at most five bytes each. */
const headSize = 10;

function byCodePoint(a: string, b: string): number {
  const bytes = utf8.encode(b);
  for (const [i, byte] of utf8.encode(a).entries()) {
    const other = bytes[i];
    if (other === undefined) return 1;
    if (byte !== other) return byte - other;
  }
  return -1;
}

/** Sorts keys by UTF-8 bytes, as Go does, which differs from UTF-16 order for surrogates. */
function sortedKeys(map: object): string[] {
  const keys = Object.keys(map);
  if (keys.length < 2) return keys;
  let inOrder = true;
  let last = '';
  for (const key of keys) {
    if (key < last || /[\ud800-\udfff]/.test(key)) inOrder = false;
    last = key;
  }
  return inOrder ? keys : keys.sort(byCodePoint);
}

/**
 * All values are JSON values; undefined and null are unset. Methods without `maybe` in their name write the zero value then, as Go
 * does for fields that are not pointers. Throws ProtobufError for values of a wrong type.
 */
export class MessageWriter {
  #bytes = new Uint8Array(slabSize);
  /** The offset from which the slab's bytes are in use. */
  #end = slabSize;
  #at = slabSize;
  #depth = 0;

  /** Bytes written so far. */
  get size(): number {
    return this.#end - this.#at;
  }

  /** Returns the bytes and resets the writer. Short messages share a slab, like Node's buffer pool. */
  finish(): Uint8Array {
    if (this.size > maxSharedBytes) {
      const made = this.#bytes.slice(this.#at, this.#end);
      this.clear();
      return made;
    }
    const made = this.#bytes.subarray(this.#at, this.#end);
    this.#end = this.#at;
    return made;
  }

  /** Discards the written bytes. */
  clear(): void {
    if (this.#bytes.length > slabSize) {
      this.#bytes = new Uint8Array(slabSize);
      this.#end = slabSize;
    }
    this.#at = this.#end;
    this.#depth = 0;
  }

  /** Prepends tag and length to the bytes since `mark`. */
  close(tag: number, mark: number): void {
    this.#room(headSize);
    const length = this.size - mark;
    if (length < 0x80) this.#bytes[--this.#at] = length;
    else this.#varint(length);
    this.#tag(tag);
  }

  string(tag: number, value: unknown): void {
    if (typeof value !== 'string') {
      this.#other(tag, value);
      return;
    }
    const text = value;
    const { length } = text;
    if (length >= minEncodeIntoLength) {
      this.#long(tag, text);
      return;
    }
    this.#room(length + headSize);
    const bytes = this.#bytes;
    let at = this.#at;
    let seen = 0;
    for (let i = length; --i >= 0; ) {
      const code = text.charCodeAt(i);
      seen |= code;
      bytes[--at] = code;
    }
    if (seen > 0x7f) {
      this.raw(tag, utf8.encode(text));
      return;
    }
    bytes[--at] = length;
    if (tag >= 0x80) {
      bytes[--at] = tag >>> 7;
      bytes[--at] = (tag & 0x7f) | 0x80;
    } else bytes[--at] = tag;
    this.#at = at;
  }

  strings(tag: number, values: unknown): void {
    if (Array.isArray(values)) for (let i = values.length; --i >= 0; ) this.string(tag, values[i]);
  }

  bool(tag: number, value: unknown): void {
    this.#room(headSize);
    this.#bytes[--this.#at] = value === true ? 1 : 0;
    this.#tag(tag);
  }

  bools(tag: number, values: unknown): void {
    if (Array.isArray(values)) for (let i = values.length; --i >= 0; ) this.bool(tag, values[i]);
  }

  /** int32 and int64: negative numbers take ten bytes, whatever their width. */
  int(tag: number, value: unknown): void {
    this.#room(headSize + 10);
    if (value === 0 || value === undefined) this.#bytes[--this.#at] = 0;
    else this.#varint(value ?? 0);
    this.#tag(tag);
  }

  ints(tag: number, values: unknown): void {
    if (Array.isArray(values)) for (let i = values.length; --i >= 0; ) this.int(tag, values[i]);
  }

  double(tag: number, value: unknown): void {
    this.#room(headSize + 8);
    this.#at -= 8;
    new DataView(this.#bytes.buffer, this.#at).setFloat64(0, Number(value ?? 0), true);
    this.#tag(tag);
  }

  /** Bytes in base64. Go distinguishes nil from empty. */
  base64(tag: number, value: unknown): void {
    this.raw(tag, fromBase64(typeof value === 'string' ? value : ''));
  }

  /** Raw bytes. */
  raw(tag: number, value: Uint8Array): void {
    this.plain(value);
    this.#varint(value.length);
    this.#tag(tag);
  }

  /** Bytes without tag and length; there is room for these afterwards. */
  plain(value: Uint8Array): void {
    this.#room(value.length + headSize);
    this.#at -= value.length;
    this.#bytes.set(value, this.#at);
  }

  message(tag: number, value: unknown, write: WriteMessage): void {
    if (++this.#depth > maxMessageDepth) throw new ProtobufError('message is nested too deeply');
    const mark = this.size;
    write(this, (value ?? unset) as Fields);
    this.close(tag, mark);
    this.#depth--;
  }

  messages(tag: number, values: unknown, write: WriteMessage): void {
    if (Array.isArray(values)) for (let i = values.length; --i >= 0; ) this.message(tag, values[i], write);
  }

  stringMap(tag: number, map: unknown): void {
    if (typeof map !== 'object' || map === null) return;
    const keys = sortedKeys(map);
    for (let i = keys.length; --i >= 0; ) {
      const key = keys[i] as string;
      const mark = this.size;
      this.string(0x12, (map as Fields)[key]);
      this.string(0x0a, key);
      this.close(tag, mark);
    }
  }

  /** A map of messages; of bytes, where none writes a message. */
  map(tag: number, map: unknown, write?: WriteMessage): void {
    if (typeof map !== 'object' || map === null) return;
    const keys = sortedKeys(map);
    for (let i = keys.length; --i >= 0; ) {
      const key = keys[i] as string;
      const mark = this.size;
      if (write === undefined) this.base64(0x12, (map as Fields)[key]);
      else this.message(0x12, (map as Fields)[key], write);
      this.string(0x0a, key);
      this.close(tag, mark);
    }
  }

  #room(size: number): void {
    if (this.#at < size) this.#grow(size);
  }

  #grow(size: number): void {
    const needed = this.size + size;
    const grown = new Uint8Array(needed > slabSize / 2 ? needed * 2 : slabSize);
    const at = grown.length - this.size;
    grown.set(this.#bytes.subarray(this.#at, this.#end), at);
    this.#bytes = grown;
    this.#end = grown.length;
    this.#at = at;
  }

  #tag(tag: number): void {
    if (tag >= 0x80) {
      this.#bytes[--this.#at] = tag >>> 7;
      this.#bytes[--this.#at] = (tag & 0x7f) | 0x80;
    } else this.#bytes[--this.#at] = tag;
  }

  #varint(value: unknown): void {
    if (typeof value === 'number' && (value | 0) === value && value >= 0) {
      let rest = value;
      const size = 1 + +(rest >= 0x80) + +(rest >= 0x4000) + +(rest >= 0x20_0000) + +(rest >= 0x1000_0000);
      let at = this.#at - size;
      this.#at = at;
      for (; rest >= 0x80; rest >>>= 7) this.#bytes[at++] = (rest & 0x7f) | 0x80;
      this.#bytes[at] = rest;
    } else this.#longVarint(value);
  }

  #longVarint(value: unknown): void {
    if (typeof value !== 'bigint' && !Number.isInteger(value))
      throw new ProtobufError(`${typeof value === 'string' ? JSON.stringify(value) : String(value)} is no integer`);
    const groups: number[] = [];
    let rest = BigInt.asUintN(64, BigInt(value as number | bigint));
    for (; rest > 0x7fn; rest >>= 7n) groups.push(Number(rest & 0x7fn) | 0x80);
    groups.push(Number(rest));
    this.#at -= groups.length;
    this.#bytes.set(groups, this.#at);
  }

  /** No text: mostly nothing, where Go writes an empty one. */
  #other(tag: number, value: unknown): void {
    if (value !== undefined && value !== null) {
      this.string(tag, String(value));
      return;
    }
    this.#room(headSize);
    this.#bytes[--this.#at] = 0;
    this.#tag(tag);
  }

  #long(tag: number, text: string): void {
    const { length } = text;
    this.#room(length + headSize);
    const target = this.#bytes.subarray(this.#at - length, this.#at);
    const { read, written } = utf8.encodeInto(text, target);
    if (read !== length || written !== length) {
      this.raw(tag, utf8.encode(text));
      return;
    }
    this.#at -= length;
    this.#varint(length);
    this.#tag(tag);
  }
}
