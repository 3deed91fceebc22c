/**
 * Reads protobuf messages, for code that is generated from the facts. The generated code knows the fields, the reader knows the wire
 * format. A reader reads one body from front to back.
 */
import { toBase64 } from './base64.ts';
import { type Fields, maxMessageDepth, ProtobufError, wireType } from './wire.ts';

/** Reads a message up to `end`, and closes it. Undefined: the value is not set. */
export type ReadMessage = (reader: MessageReader, end: number) => unknown;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const truncated = (): ProtobufError => new ProtobufError('unexpected EOF');
const wrongType = (tag: number): ProtobufError =>
  new ProtobufError(`wrong wireType = ${tag & 7} for field ${tag >>> 3}`);

/** Strings are slices of windows of this size, so that a string keeps at most its window in memory. */
const windowSize = 8192;
/** Longer strings are decoded individually. */
const maxWindowedTextBytes = 512;

let scratch: { readonly bytes: Uint8Array; readonly words: Uint32Array } | undefined;

/**
 * A window of bytes as a string of 7-bit characters, which is correct for ASCII. Creating it costs as much as decoding three short
 * strings individually.
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

/** Sets a property that may be named `__proto__`, for which an assignment would set the prototype. */
function put(map: Fields, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}

/** All methods throw ProtobufError for invalid bytes. */
export class MessageReader {
  readonly bytes: Uint8Array;
  /** The offset of the next byte. A message ends when it reaches the end of the message. */
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

  /** Opens a nested message and returns its end, at which the caller must close it. */
  open(tag: number): number {
    if ((tag & 7) !== wireType.bytes) throw wrongType(tag);
    if (++this.#depth > maxMessageDepth) throw new ProtobufError('message is nested too deeply');
    return this.#lengthDelimited();
  }

  /** Closes a message. Detects messages and fields that exceed their container. */
  close(end: number): void {
    if (this.at !== end) throw truncated();
    this.#depth--;
  }

  string(tag: number): string {
    if ((tag & 7) !== wireType.bytes) throw wrongType(tag);
    const end = this.#lengthDelimited();
    const { bytes, at: start } = this;
    this.at = end;
    if (end - start > maxWindowedTextBytes) return this.#utf8(start, end);
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

  /** The range of a field's bytes. */
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

  /** An entry of a string map. */
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

  /** An entry of a map of messages, or of bytes without a message reader. */
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

  /** Skips an unknown field. */
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

  /** The end of length-delimited bytes. */
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
