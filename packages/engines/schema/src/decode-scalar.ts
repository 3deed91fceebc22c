/** Decoders of strings, numbers, booleans and bytes, each as strict as Go's. */
import type { Decoder, DecodeState } from './decode-state.ts';
import { goTypeName } from './go-type.ts';
import type { TypeNode } from './type-node.ts';

const int32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

export function scalarDecoder(node: TypeNode): Decoder {
  const goType = goTypeName(node);
  switch (node.type) {
    case 'string':
      if (node.format === 'byte') return bytesDecoder;
      return (value, state) => (typeof value === 'string' ? value : state.mismatch(value, goType));
    case 'boolean':
      return (value, state) => (typeof value === 'boolean' ? value : state.mismatch(value, goType));
    case 'number':
      return numberDecoder;
    default:
      return integerDecoder(goType, node.format === 'int32');
  }
}

function numberDecoder(value: unknown, state: DecodeState): unknown {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return state.mismatch(value, 'float64');
}

/** Integers. An int64 is a bigint if a number would not be exact. */
function integerDecoder(goType: string, narrow: boolean): Decoder {
  return (value, state) => {
    if (typeof value === 'number' && Number.isInteger(value)) {
      const fits = narrow ? value >= int32.min && value <= int32.max : Number.isSafeInteger(value);
      if (fits) return value === 0 ? 0 : value;
    } else if (typeof value === 'bigint' && !narrow) return value;
    const number = typeof value === 'number' || typeof value === 'bigint';
    // All digits, because JavaScript would round or use an exponent.
    const shown = Number.isInteger(value) ? BigInt(value as number) : value;
    return state.mismatch(value, goType, number ? `number ${shown}` : undefined);
  };
}

/** Without backtracking, which a long value would make slow. */
function isBase64(text: string): boolean {
  if (text.length % 4 !== 0) return false;
  const end = text.search(/[^A-Za-z0-9+/]/);
  if (end < 0) return true;
  const rest = text.length - end;
  return rest <= 2 && text.endsWith('='.repeat(rest));
}

/** Base64 of the standard alphabet; line breaks are removed, because Go ignores them. */
function bytesDecoder(value: unknown, state: DecodeState): unknown {
  if (typeof value !== 'string') return state.mismatch(value, '[]uint8');
  if (isBase64(value)) return value;
  const joined = /[\r\n]/.test(value) ? value.replace(/[\r\n]/g, '') : value;
  if (joined !== value && isBase64(joined)) return joined;
  return state.fail(`illegal base64 data at input byte ${badByte(value)}`);
}

/** The offset in Go's error: the first invalid byte, or the end of the input. */
function badByte(text: string): number {
  const end = text.search(/[^A-Za-z0-9+/\r\n]/);
  const digits = (end < 0 ? text : text.slice(0, end)).replace(/[\r\n]/g, '').length;
  if (end < 0) return digits - (digits % 4);
  if (text[end] !== '=' || digits % 4 < 2) return end;
  const rest = text.slice(end + 1).replace(/[\r\n]/g, '');
  if (digits % 4 === 2 && rest[0] !== '=') return rest === '' ? text.length : end + 1;
  return end + (digits % 4 === 2 ? 2 : 1);
}
