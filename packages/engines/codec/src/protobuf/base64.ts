/** Standard base64, as JSON writes bytes, straight from and into a message's bytes. */
import { ProtobufError } from './wire.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const padding = 0x3d;
const unknown = 0xff;

interface Tables {
  readonly codes: Uint8Array;
  readonly values: Uint8Array;
  readonly ascii: TextDecoder;
}

let tables: Tables | undefined;

function makeTables(): Tables {
  const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
  const values = new Uint8Array(256).fill(unknown);
  for (const [value, code] of codes.entries()) values[code] = value;
  return { codes, values, ascii: new TextDecoder() };
}

export function toBase64(bytes: Uint8Array, start: number, end: number): string {
  tables ??= makeTables();
  const { codes, ascii } = tables;
  const text = new Uint8Array(Math.ceil((end - start) / 3) * 4);
  let to = 0;
  for (let i = start; i < end; i += 3) {
    const [second, third] = [i + 1 < end, i + 2 < end];
    const bits =
      ((bytes[i] as number) << 16) |
      (second ? (bytes[i + 1] as number) << 8 : 0) |
      (third ? (bytes[i + 2] as number) : 0);
    text[to++] = codes[bits >>> 18] as number;
    text[to++] = codes[(bits >>> 12) & 63] as number;
    text[to++] = second ? (codes[(bits >>> 6) & 63] as number) : padding;
    text[to++] = third ? (codes[bits & 63] as number) : padding;
  }
  return ascii.decode(text);
}

/** Line breaks are ignored, as in Go. */
const plain = (text: string): string => (/[\r\n]/.test(text) ? text.replaceAll(/[\r\n]/g, '') : text);

/** Decodes base64. Throws ProtobufError if the text is not padded base64. */
export function fromBase64(base64: string): Uint8Array {
  tables ??= makeTables();
  const { values } = tables;
  const text = plain(base64);
  const padded = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padded;
  const bytes = new Uint8Array((digits * 3) >>> 2);
  if (text.length % 4 !== 0) throw new ProtobufError('a field of bytes does not hold base64');
  let bits = 0;
  let to = 0;
  for (let i = 0; i < digits; i++) {
    // Codes outside the table are undefined, which is not less than 64.
    const value = values[text.charCodeAt(i)] as number;
    if (!(value < 64)) throw new ProtobufError('a field of bytes does not hold base64');
    bits = (bits << 6) | value;
    const left = (3 - (i & 3)) * 2;
    if (left < 6) bytes[to++] = (bits >>> left) & 0xff;
  }
  return bytes;
}
