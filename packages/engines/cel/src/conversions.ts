/** The conversion functions: `int(x)`, `string(x)`, `timestamp(x)`… */
import { intOf, timestampOf, uintOf } from './arithmetic.ts';
import { CelUint } from './ast.ts';
import type { Library } from './functions.ts';
import { overload } from './functions.ts';
import { typeOfValue } from './inspect.ts';
import { formatDouble } from './show.ts';
import { readDuration, readTimestamp, splitSeconds, writeDuration, writeTimestamp } from './time-text.ts';
import { type CelType, celTypes } from './types.ts';
import { CelDuration, CelFault, type CelTimestamp, CelTypeValue, type CelValue, isFault } from './values.ts';

const overflow = (kind: 'int' | 'uint'): CelFault =>
  new CelFault(kind === 'int' ? 'integer overflow' : 'unsigned integer overflow');

/** The error for a text that cannot be converted. */
const noText = (type: CelType): CelFault => new CelFault(`type conversion error from 'string' to '${type.name}'`);

function textToInt(text: string): CelValue {
  if (!/^[+-]?\d+$/.test(text)) return noText(celTypes.int);
  const value = text.length > 400 ? 2n ** 64n : BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : noText(celTypes.int);
}

function textToUint(text: string): CelValue {
  if (!/^\d+$/.test(text)) return noText(celTypes.uint);
  const value = text.length > 400 ? 2n ** 65n : BigInt(text);
  return BigInt.asUintN(64, value) === value ? new CelUint(value) : noText(celTypes.uint);
}

const infinity = /^([+-]?)inf(?:inity)?$/i;

function textToDouble(text: string): CelValue {
  const infinite = infinity.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  if (text.length > 1_000 || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    return noText(celTypes.double);
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : noText(celTypes.double);
}

function textToBool(text: string): CelValue {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : noText(celTypes.bool);
}

function textToTimestamp(text: string): CelValue {
  const time = readTimestamp(text);
  return isFault(time) ? noText(celTypes.timestamp) : time;
}

function textToDuration(text: string): CelValue {
  const duration = readDuration(text);
  return isFault(duration) ? noText(celTypes.duration) : duration;
}

function doubleToInt(value: number): CelValue {
  return value > -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : overflow('int');
}

function doubleToUint(value: number): CelValue {
  return value >= 0 && value < 2 ** 64 ? new CelUint(BigInt(Math.trunc(value))) : overflow('uint');
}

function bytesToText(bytes: Uint8Array): CelValue {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new CelFault('invalid UTF-8 in bytes, cannot convert to string');
  }
}

const same = (value: CelValue): CelValue => value;

export const conversions: Library = {
  int: [
    overload('int64_to_int64', '(int) int', same),
    overload('double_to_int64', '(double) int', doubleToInt),
    overload('duration_to_int64', '(duration) int', (value: CelDuration) => value.nanos),
    overload('string_to_int64', '(string) int', textToInt),
    overload('timestamp_to_int64', '(timestamp) int', (value: CelTimestamp) => splitSeconds(value.nanos)[0]),
    overload('uint64_to_int64', '(uint) int', (value: CelUint) => intOf(value.value)),
  ],
  uint: [
    overload('uint64_to_uint64', '(uint) uint', same),
    overload('double_to_uint64', '(double) uint', doubleToUint),
    overload('int64_to_uint64', '(int) uint', uintOf),
    overload('string_to_uint64', '(string) uint', textToUint),
  ],
  double: [
    overload('double_to_double', '(double) double', same),
    overload('int64_to_double', '(int) double', (value: bigint) => Number(value)),
    overload('string_to_double', '(string) double', textToDouble),
    overload('uint64_to_double', '(uint) double', (value: CelUint) => Number(value.value)),
  ],
  bool: [overload('bool_to_bool', '(bool) bool', same), overload('string_to_bool', '(string) bool', textToBool)],
  string: [
    overload('string_to_string', '(string) string', same),
    overload('bool_to_string', '(bool) string', String),
    overload('bytes_to_string', '(bytes) string', bytesToText),
    overload('double_to_string', '(double) string', formatDouble),
    overload('duration_to_string', '(duration) string', (value: CelDuration) => writeDuration(value.nanos)),
    overload('int64_to_string', '(int) string', String),
    overload('timestamp_to_string', '(timestamp) string', (value: CelTimestamp) => writeTimestamp(value.nanos)),
    overload('uint64_to_string', '(uint) string', (value: CelUint) => String(value.value)),
  ],
  bytes: [
    overload('bytes_to_bytes', '(bytes) bytes', same),
    overload('string_to_bytes', '(string) bytes', (text: string) => new TextEncoder().encode(text)),
  ],
  timestamp: [
    overload('timestamp_to_timestamp', '(timestamp) timestamp', same),
    overload('int64_to_timestamp', '(int) timestamp', (value: bigint) => timestampOf(value * 1_000_000_000n)),
    overload('string_to_timestamp', '(string) timestamp', textToTimestamp),
  ],
  duration: [
    overload('duration_to_duration', '(duration) duration', same),
    overload('int64_to_duration', '(int) duration', (value: bigint) => new CelDuration(value)),
    overload('string_to_duration', '(string) duration', textToDuration),
  ],
  type: [overload('type', '(A) type(A)', (value: CelValue) => new CelTypeValue(typeOfValue(value)))],
  dyn: [overload('to_dyn', '(A) dyn', same)],
};
