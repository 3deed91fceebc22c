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

/** Integers: int64 may be bigint where a number would not be exact. */
function integerDecoder(goType: string, narrow: boolean): Decoder {
  return (value, state) => {
    if (typeof value === 'number' && Number.isInteger(value)) {
      const fits = narrow ? value >= int32.min && value <= int32.max : Number.isSafeInteger(value);
      if (fits) return value === 0 ? 0 : value;
    } else if (typeof value === 'bigint' && !narrow) return value;
    const number = typeof value === 'number' || typeof value === 'bigint';
    return state.mismatch(value, goType, number ? `number ${value}` : undefined);
  };
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Base64 of the standard alphabet; line breaks are taken out, as Go ignores them. */
function bytesDecoder(value: unknown, state: DecodeState): unknown {
  if (typeof value !== 'string') return state.mismatch(value, '[]uint8');
  if (base64.test(value)) return value;
  const joined = value.replace(/[\r\n]/g, '');
  if (base64.test(joined)) return joined;
  return state.fail(`illegal base64 data at input byte ${badByte(value)}`);
}

/** The offset Go complains about: the first byte out of place, or the end of the input. */
function badByte(text: string): number {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\n' || char === '\r') continue;
    if (char === '=') {
      if (digits % 4 < 2) return i;
      const rest = text.slice(i + 1).replace(/[\r\n]/g, '');
      if (digits % 4 === 2 && rest[0] !== '=') return rest === '' ? text.length : i + 1;
      return i + (digits % 4 === 2 ? 2 : 1);
    }
    if (!/[A-Za-z0-9+/]/.test(char)) return i;
    digits += 1;
  }
  return digits - (digits % 4);
}
