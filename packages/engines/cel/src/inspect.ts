/** The type of a value, and its form in messages. */
import { CelUint } from './ast.ts';
import { ObjectView } from './collections.ts';
import { CreatedObject } from './created-object.ts';
import { formatDouble } from './show.ts';
import { writeDuration, writeTimestamp } from './time-text.ts';
import { type CelType, celTypes, listType, mapType, optionalType, structType } from './types.ts';
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
import { nested, spendWork } from './work-limit.ts';

const dynList = listType(celTypes.dyn);
const dynMap = mapType(celTypes.dyn, celTypes.dyn);
const dynOptional = optionalType(celTypes.dyn);

function objectType(value: object): CelType {
  if (value instanceof CelUint) return celTypes.uint;
  if (value instanceof CelList) return dynList;
  if (value instanceof ObjectView && value.typeName !== undefined) return structType(value.typeName);
  if (value instanceof CreatedObject) return structType(value.typeName);
  if (value instanceof CelMap) return dynMap;
  if (value instanceof Uint8Array) return celTypes.bytes;
  if (value instanceof CelDuration) return celTypes.duration;
  if (value instanceof CelTimestamp) return celTypes.timestamp;
  if (value instanceof CelTypeValue) return celTypes.type;
  if (value instanceof CelOptional) return dynOptional;
  return value instanceof CelOpaque ? value.type : celTypes.error;
}

/** The result of `type(x)`. Elements are `dyn`. */
export function typeOfValue(value: CelValue): CelType {
  switch (typeof value) {
    case 'bigint':
      return celTypes.int;
    case 'boolean':
      return celTypes.bool;
    case 'number':
      return celTypes.double;
    case 'string':
      return celTypes.string;
    default:
      return value === null ? celTypes.null : objectType(value);
  }
}

/** Go's `%v`. Counts as work. */
export function showValue(value: CelValue): string {
  spendWork(1);
  if (value === null) return 'null';
  if (typeof value === 'number') return formatDouble(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof CelList) return `[${nested(() => value.items().map(showValue).join(', '))}]`;
  if (value instanceof CelMap) {
    const entry = (key: CelValue): string => `${showValue(key)}: ${showValue(value.find(key) ?? null)}`;
    return `{${nested(() => value.keys().map(entry).join(', '))}}`;
  }
  if (value instanceof CelDuration) return writeDuration(value.nanos);
  if (value instanceof CelTimestamp) return writeTimestamp(value.nanos);
  if (value instanceof CelTypeValue) return value.type.name;
  if (value instanceof CelFault) return value.message;
  if (value instanceof CelOptional) {
    const held = value.value;
    return held === undefined ? 'optional.none()' : `optional(${nested(() => showValue(held))})`;
  }
  return typeOfValue(value).name;
}

/** Whether it is a value of one of our classes rather than JSON. */
export function isCelObject(value: unknown): value is CelValue & object {
  return typeof value === 'object' && value !== null && objectType(value) !== celTypes.error;
}
