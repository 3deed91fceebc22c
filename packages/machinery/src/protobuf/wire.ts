/** Protobuf's wire format: varints, lengths and fixed64, with 64-bit integers kept exactly. */

/** The bytes are no protobuf message of the expected form. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

export const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const utf8Encoder = new TextEncoder();

export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#end = end;
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new ProtobufError('unexpected EOF');
    return this.#bytes[this.#at++] ?? 0;
  }

  /** A varint of at most 32 bits; higher bits are dropped, as for a negative int32. */
  uint32(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new ProtobufError('integer overflow');
  }

  int32(): number {
    return this.uint32() | 0;
  }

  /** A number where it is exact, else a bigint. */
  int64(): number | bigint {
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return low;
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return asNumber(BigInt.asIntN(64, value));
    }
    throw new ProtobufError('integer overflow');
  }

  double(): number {
    if (this.#at + 8 > this.#end) throw new ProtobufError('unexpected EOF');
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  /** Length-delimited bytes, shared with the input. */
  bytes(): Uint8Array {
    const length = this.uint32();
    if (this.#at + length > this.#end) throw new ProtobufError('unexpected EOF');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  string(): string {
    try {
      return utf8.decode(this.bytes());
    } catch (error) {
      throw error instanceof ProtobufError ? error : new ProtobufError('string field contains invalid UTF-8');
    }
  }

  skip(type: number): void {
    if (type === wireType.varint) this.uint32();
    else if (type === wireType.bytes) this.bytes();
    else if (type === wireType.fixed64) this.double();
    else if (type === wireType.fixed32) {
      this.#at += 4;
      if (this.#at > this.#end) throw new ProtobufError('unexpected EOF');
    } else throw new ProtobufError(`illegal wire type ${type}`);
  }
}

function asNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Grows by doubling; `finish` gives the bytes written. */
export class WireWriter {
  #bytes = new Uint8Array(512);
  #at = 0;

  #room(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + size));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }

  tag(field: number, type: number): void {
    this.uint32(((field << 3) | type) >>> 0);
  }

  uint32(value: number): void {
    this.#room(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  /** Negative numbers take ten bytes, whatever their width. */
  int64(value: number | bigint): void {
    if (typeof value === 'number' && value >= 0 && value <= 0xffffffff) {
      this.uint32(value);
      return;
    }
    this.#room(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#at++] = Number(rest);
  }

  double(value: number): void {
    this.#room(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  bytes(value: Uint8Array): void {
    this.uint32(value.length);
    this.raw(value);
  }

  /** Bytes as they stand, without their length. */
  raw(value: Uint8Array): void {
    this.#room(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }

  string(value: string): void {
    this.bytes(utf8Encoder.encode(value));
  }

  /** What `write` writes, with its length in front. */
  nested(write: () => void): void {
    // One byte is set aside for the length; longer messages are moved to make room.
    this.#room(1);
    const start = this.#at;
    this.#at++;
    write();
    const length = this.#at - start - 1;
    let lengthBytes = 1;
    for (let rest = length >>> 7; rest > 0; rest >>>= 7) lengthBytes++;
    if (lengthBytes > 1) {
      this.#room(lengthBytes - 1);
      this.#bytes.copyWithin(start + lengthBytes, start + 1, this.#at);
    }
    this.#at = start;
    this.uint32(length);
    this.#at += length;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }
}
