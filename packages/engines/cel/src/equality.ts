/** Equality and order of values, including comparisons across numeric types. */
import { CelUint } from './ast.ts';
import { CreatedObject } from './created-object.ts';
import {
  CelDuration,
  CelFault,
  CelList,
  CelMap,
  CelOpaque,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  type CelValue,
} from './values.ts';
import { enterNested, leaveNested, spendWork } from './work-limit.ts';

/** The numeric value of int, uint and double. */
function numeric(value: CelValue): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof CelUint ? value.value : undefined;
}

/** −1, 0 or 1, or NaN. Between a double and an integer, the integer becomes a double first, as upstream does. */
function numericOrder(a: bigint | number, b: bigint | number): number {
  const [left, right] = typeof a === typeof b ? [a, b] : [Number(a), Number(b)];
  if (left === right) return 0;
  return left < right ? -1 : left > right ? 1 : Number.NaN;
}

function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function listsEqual(a: CelList, b: CelList): boolean {
  if (a.size !== b.size) return false;
  const own = a.equalsAs(b);
  if (own !== undefined) return own;
  spendWork(a.size >> 1);
  for (let index = 0; index < a.size; index++) if (!equal(a.at(index), b.at(index))) return false;
  return true;
}

const createdType = (map: CelMap): string | undefined => (map instanceof CreatedObject ? map.typeName : undefined);

function mapsEqual(a: CelMap, b: CelMap): boolean {
  if (a.size !== b.size || createdType(a) !== createdType(b)) return false;
  spendWork(a.size >> 1);
  return a.keys().every((key) => {
    const [left, right] = [a.find(key), b.find(key)];
    return left !== undefined && right !== undefined && equal(left, right);
  });
}

function objectsEqual(a: object, b: object): boolean {
  if (a instanceof CelList) return b instanceof CelList && listsEqual(a, b);
  if (a instanceof CelMap) return b instanceof CelMap && mapsEqual(a, b);
  if (a instanceof CelDuration) return b instanceof CelDuration && a.nanos === b.nanos;
  if (a instanceof CelTimestamp) return b instanceof CelTimestamp && a.nanos === b.nanos;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && bytesEqual(a, b);
  if (a instanceof CelTypeValue) return b instanceof CelTypeValue && a.type.name === b.type.name;
  if (a instanceof CelOptional) {
    if (!(b instanceof CelOptional)) return false;
    const [left, right] = [a.value, b.value];
    return left === undefined || right === undefined ? left === right : equal(left, right);
  }
  return a instanceof CelOpaque && b instanceof CelOpaque && a.type.name === b.type.name && a.equals(b);
}

/** `a == b`: never an error. Values of different types are not equal. */
export function equal(a: CelValue, b: CelValue): boolean {
  if (typeof a === typeof b && typeof a !== 'object') return a === b;
  const left = numeric(a);
  if (left !== undefined) {
    const right = numeric(b);
    return right !== undefined && numericOrder(left, right) === 0;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  spendWork(1);
  enterNested();
  const same = objectsEqual(a, b);
  leaveNested();
  return same;
}

export function listIncludes(list: CelList, value: CelValue): boolean {
  spendWork(list.size >> 1);
  for (let index = 0; index < list.size; index++) if (equal(list.at(index), value)) return true;
  return false;
}

/** Compares strings by code points, which differs from UTF-16 order only for surrogates. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left === right) continue;
    const surrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xe000;
    if (surrogate(left) !== surrogate(right)) return surrogate(left) ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  if (at < 0) return Math.sign(a.length - b.length);
  return Math.sign((a[at] ?? 0) - (b[at] ?? -1));
}

const notANumber = new CelFault('NaN values cannot be ordered');

/** −1, 0 or 1; a fault for NaN; undefined for values without an order. */
export function compare(a: CelValue, b: CelValue): number | CelFault | undefined {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const [left, right] = [numeric(a), numeric(b)];
  if (left !== undefined && right !== undefined) {
    const order = numericOrder(left, right);
    return Number.isNaN(order) ? notANumber : order;
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  const times =
    (a instanceof CelDuration && b instanceof CelDuration) || (a instanceof CelTimestamp && b instanceof CelTimestamp);
  if (times) return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
  return undefined;
}
