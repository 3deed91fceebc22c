/**
 * Reads messages, for the code that is generated from the facts: that one says which field is what, this one how it lies
 * in the bytes. One reader goes through one body from front to back.
 */
import { toBase64 } from './base64.ts';
import { deepest, type Fields, ProtobufError, wireType } from './wire.ts';

/** Reads a message up to `end`, and closes it. Undefined: the value is not set. */
export type ReadMessage = (reader: MessageReader, end: number) => unknown;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const truncated = (): ProtobufError => new ProtobufError('unexpected EOF');
const wrongType = (tag: number): ProtobufError =>
  new ProtobufError(`wrong wireType = ${tag & 7} for field ${tag >>> 3}`);

/** Texts are cut out of windows of this many bytes: what keeps one text alive keeps no more than its window. */
const windowSize = 8192;
/** Longer texts are decoded by themselves. */
const longText = 512;

let scratch: { readonly bytes: Uint8Array; readonly words: Uint32Array } | undefined;

/**
 * The bytes as characters of seven bits each, in one string: true wherever they are ASCII. Making it costs as much as
 * decoding three short texts by themselves.
 */
function asciiWindow(bytes: Uint8Array, start: number, end: number): string {
  if (scratch === undefined) {
    const made = new Uint8Array(windowSize);
    scratch = { bytes: made, words: new Uint32Array(made.buffer) };
  }
  const { bytes: copy, words } = scratch;
  const size = end - start;
  copy.set(bytes.subarray(start, end));
  for (let i = (size + 3) >>> 2; --i >= 0; ) words[i] = (words[i] as number) & 0x7f7f7f7f;
  return utf8.decode(copy.subarray(0, size));
}

/** Sets what may be called `__proto__`, which a plain assignment would take for the prototype. */
function put(map: Fields, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}

/** All of it throws ProtobufError where the bytes are not what is asked for. */
export class MessageReader {
  readonly bytes: Uint8Array;
  /** Where the next byte is read. A message is over when this is its end. */
  at: number;
  #depth = 0;
  #window = '';
  #windowStart = 0;
  #windowEnd = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Number and wire type of the next field. */
  tag(): number {
    const first = this.bytes[this.at] as number;
    if (first < 0x80) {
      this.at++;
      return first;
    }
    return this.#uint32();
  }

  /** Opens the message in a field: where it ends. What reads it has to close it there. */
  open(tag: number): number {
    if ((tag & 7) !== wireType.bytes) throw wrongType(tag);
    if (++this.#depth > deepest) throw new ProtobufError('message is nested too deeply');
    return this.#lengthDelimited();
  }

  /** A message that is longer than what holds it, or whose last field is longer than itself, is found here. */
  close(end: number): void {
    if (this.at !== end) throw truncated();
    this.#depth--;
  }

  string(tag: number): string {
    if ((tag & 7) !== wireType.bytes) throw wrongType(tag);
    const end = this.#lengthDelimited();
    const { bytes, at: start } = this;
    this.at = end;
    if (end - start > longText) return this.#utf8(start, end);
    let seen = 0;
    for (let i = start; i < end; i++) seen |= bytes[i] as number;
    if (seen > 0x7f) return this.#utf8(start, end);
    if (end > this.#windowEnd || start < this.#windowStart) {
      this.#windowStart = start;
      this.#windowEnd = Math.min(start + windowSize, bytes.length);
      this.#window = asciiWindow(bytes, start, this.#windowEnd);
    }
    return this.#window.substring(start - this.#windowStart, end - this.#windowStart);
  }

  bool(tag: number): boolean {
    return this.int64(tag) !== 0;
  }

  int32(tag: number): number {
    const value = this.int64(tag);
    return typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value));
  }

  /** A number where it is exact, else a bigint. */
  int64(tag: number): number | bigint {
    if ((tag & 7) !== wireType.varint) throw wrongType(tag);
    const first = this.bytes[this.at] as number;
    if (first < 0x80) {
      this.at++;
      return first;
    }
    return this.#varint();
  }

  double(tag: number): number {
    if ((tag & 7) !== wireType.fixed64) throw wrongType(tag);
    const start = this.#pass(8);
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + start, 8).getFloat64(0, true);
  }

  /** Bytes, as JSON writes them. */
  base64(tag: number): string {
    const { start, end } = this.range(tag);
    return toBase64(this.bytes, start, end);
  }

  /** Where a field's bytes lie. */
  range(tag: number): { readonly start: number; readonly end: number } {
    if ((tag & 7) !== wireType.bytes) throw wrongType(tag);
    const end = this.#lengthDelimited();
    const start = this.at;
    this.at = end;
    return { start, end };
  }

  /** Numbers of a repeated field: one, or many packed. */
  numbers(tag: number, list: unknown[], read: (tag: number) => unknown): void {
    if ((tag & 7) !== wireType.bytes) {
      list.push(read.call(this, tag));
      return;
    }
    const end = this.open(tag);
    while (this.at < end) list.push(read.call(this, tag - wireType.bytes));
    this.close(end);
  }

  /** An entry of a map of texts. */
  stringEntry(tag: number, map: Fields): void {
    const end = this.open(tag);
    let key = '';
    let value = '';
    while (this.at < end) {
      const each = this.tag();
      if (each >>> 3 === 1) key = this.string(each);
      else if (each >>> 3 === 2) value = this.string(each);
      else this.skip(each);
    }
    this.close(end);
    put(map, key, value);
  }

  /** An entry of a map of messages; of bytes, where none reads a message. */
  entry(tag: number, map: Fields, read?: ReadMessage): void {
    const end = this.open(tag);
    let key = '';
    let value: unknown;
    while (this.at < end) {
      const each = this.tag();
      if (each >>> 3 === 1) key = this.string(each);
      else if (each >>> 3 === 2) value = read === undefined ? this.base64(each) : read(this, this.open(each));
      else this.skip(each);
    }
    this.close(end);
    // A zero time is null in a map, where it cannot be absent.
    put(map, key, value ?? (read === undefined ? '' : read(new MessageReader(this.bytes), 0)) ?? null);
  }

  /** Passes over a field that nobody knows. */
  skip(tag: number): void {
    let groups = 0;
    for (let each = tag; ; each = this.#uint32()) {
      if (each >>> 3 === 0) throw new ProtobufError(`illegal tag 0 (wire type ${each & 7})`);
      const type = each & 7;
      if (type === wireType.varint) this.#varint();
      else if (type === wireType.bytes) this.at = this.#lengthDelimited();
      else if (type === wireType.fixed64) this.#pass(8);
      else if (type === wireType.fixed32) this.#pass(4);
      else if (type === wireType.startGroup) groups++;
      else if (type !== wireType.endGroup || --groups < 0) throw new ProtobufError(`illegal wire type ${type}`);
      if (groups === 0) return;
    }
  }

  #pass(size: number): number {
    const start = this.at;
    if (start + size > this.bytes.length) throw truncated();
    this.at = start + size;
    return start;
  }

  /** Where the bytes that follow their length end. */
  #lengthDelimited(): number {
    let length = this.bytes[this.at] as number;
    if (length < 0x80) this.at++;
    else length = this.#uint32();
    const end = this.at + length;
    if (end > this.bytes.length) throw truncated();
    return end;
  }

  /** A length or a tag. */
  #uint32(): number {
    const value = this.#varint();
    if (typeof value === 'bigint' || value < 0 || value > 0xffff_ffff) throw new ProtobufError('integer overflow');
    return value;
  }

  #varint(): number | bigint {
    const { bytes } = this;
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 7; count++) {
      const byte = bytes[this.at++];
      if (byte === undefined) throw truncated();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    let exact = BigInt(value);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = bytes[this.at++];
      if (byte === undefined) throw truncated();
      exact |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        const signed = BigInt.asIntN(64, exact);
        const near = Number(signed);
        return Number.isSafeInteger(near) ? near : signed;
      }
    }
    throw new ProtobufError('integer overflow');
  }

  #utf8(start: number, end: number): string {
    try {
      return utf8.decode(this.bytes.subarray(start, end));
    } catch {
      throw new ProtobufError('string field contains invalid UTF-8');
    }
  }
}
