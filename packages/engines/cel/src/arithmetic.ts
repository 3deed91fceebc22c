/** `+ - * / %` and negation: int64 and uint64 with overflow as an error, times within their range. */
import { CelUint } from './ast.ts';
import { concatLists } from './collections.ts';
import { CelDuration, CelFault, CelList, CelTimestamp, type CelValue, noSuchOverload } from './values.ts';

const overflow = {
  int: new CelFault('integer overflow'),
  uint: new CelFault('unsigned integer overflow'),
  duration: new CelFault('duration overflow'),
  timestamp: new CelFault('timestamp overflow'),
};
const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;
const maxUint64 = 2n ** 64n - 1n;
/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z. */
const firstMoment = -62_135_596_800n * 1_000_000_000n;
const lastMoment = 253_402_300_800n * 1_000_000_000n - 1n;

export function intOf(value: bigint): CelValue {
  return value < minInt64 || value > maxInt64 ? overflow.int : value;
}

export function uintOf(value: bigint): CelValue {
  return value < 0n || value > maxUint64 ? overflow.uint : new CelUint(value);
}

export function durationOf(nanos: bigint): CelValue {
  return nanos < minInt64 || nanos > maxInt64 ? overflow.duration : new CelDuration(nanos);
}

export function timestampOf(nanos: bigint): CelValue {
  return nanos < firstMoment || nanos > lastMoment ? overflow.timestamp : new CelTimestamp(nanos);
}

export function add(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return intOf(a + b);
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a instanceof CelUint && b instanceof CelUint) return uintOf(a.value + b.value);
  if (a instanceof CelList && b instanceof CelList) return concatLists(a, b);
  if (a instanceof CelDuration && b instanceof CelDuration) return durationOf(a.nanos + b.nanos);
  if (a instanceof CelTimestamp && b instanceof CelDuration) return timestampOf(a.nanos + b.nanos);
  if (a instanceof CelDuration && b instanceof CelTimestamp) return timestampOf(a.nanos + b.nanos);
  if (!(a instanceof Uint8Array && b instanceof Uint8Array)) return noSuchOverload;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

export function subtract(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return intOf(a - b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a instanceof CelUint && b instanceof CelUint) return uintOf(a.value - b.value);
  if (a instanceof CelDuration && b instanceof CelDuration) return durationOf(a.nanos - b.nanos);
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) {
    const difference = durationOf(a.nanos - b.nanos);
    return difference === overflow.duration ? overflow.int : difference;
  }
  if (a instanceof CelTimestamp && b instanceof CelDuration) return timestampOf(a.nanos - b.nanos);
  return noSuchOverload;
}

export function multiply(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return intOf(a * b);
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (a instanceof CelUint && b instanceof CelUint) return uintOf(a.value * b.value);
  return noSuchOverload;
}

const byZero = new CelFault('division by zero');
const modulusByZero = new CelFault('modulus by zero');

export function divide(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return b === 0n ? byZero : intOf(a / b);
  if (typeof a === 'number' && typeof b === 'number') return a / b;
  if (a instanceof CelUint && b instanceof CelUint) return b.value === 0n ? byZero : uintOf(a.value / b.value);
  return noSuchOverload;
}

export function modulo(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (b === 0n) return modulusByZero;
    return a === minInt64 && b === -1n ? overflow.int : a % b;
  }
  if (a instanceof CelUint && b instanceof CelUint) return b.value === 0n ? modulusByZero : uintOf(a.value % b.value);
  return noSuchOverload;
}

export function negate(value: CelValue): CelValue {
  if (typeof value === 'bigint') return intOf(-value);
  if (typeof value === 'number') return -value;
  return value instanceof CelDuration ? durationOf(-value.nanos) : noSuchOverload;
}
