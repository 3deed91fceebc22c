/**
 * The values of expressions. Implementations of lists and maps are in collections.ts. Errors are values during evaluation.
 */
import type { CelUint } from './ast.ts';
import type { CelType } from './types.ts';
import { spendWork } from './work-limit.ts';

/** int is `bigint`, double is `number`, bytes are `Uint8Array`; everything else has a class. */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | CelUint
  | CelDuration
  | CelTimestamp
  | CelList
  | CelMap
  | CelTypeValue
  | CelOptional
  | CelOpaque
  | CelFault;

/** An evaluation error, which `&&`, `||` and quantifiers can absorb. */
export class CelFault {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Nanoseconds, within an int64. */
export class CelDuration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** Nanoseconds since 1970, within the years 1 to 9999. */
export class CelTimestamp {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A list. Implementations are in collections.ts. */
export abstract class CelList {
  abstract readonly size: number;

  /** The element at an index within the list. */
  abstract at(index: number): CelValue;

  /** Custom concatenation (sets, maps by keys); undefined: ordinary concatenation. */
  concatAs(_other: CelList): CelList | undefined {
    return undefined;
  }

  /** Custom equality (sets, maps by keys); undefined: elementwise. */
  equalsAs(_other: CelList): boolean | undefined {
    return undefined;
  }

  /** All elements. Counts as work. */
  items(): readonly CelValue[] {
    spendWork(this.size);
    return Array.from({ length: this.size }, (_, index) => this.at(index));
  }
}

/** A map. Implementations are in collections.ts. */
export abstract class CelMap {
  abstract readonly size: number;

  /** Undefined if the key does not exist; a fault if it is not a valid key. */
  abstract find(key: CelValue): CelValue | undefined;

  abstract keys(): readonly CelValue[];

  /** Like `find`, for field selection. */
  field(name: string): CelValue | undefined {
    return this.find(name);
  }
}

/** A type as a value: what `type(x)` yields. Parameters do not count. */
export class CelTypeValue {
  readonly type: CelType;

  constructor(type: CelType) {
    this.type = type;
  }
}

export class CelOptional {
  readonly value: CelValue | undefined;

  constructor(value?: CelValue) {
    this.value = value;
  }
}

export const noOptional = new CelOptional();

/** A value of an opaque Kubernetes type (URL, quantity, IP…). */
export abstract class CelOpaque {
  abstract readonly type: CelType;

  /** Between two of the same type. */
  abstract equals(other: CelOpaque): boolean;

  /** The size for cost rules. */
  get size(): number {
    return 1;
  }
}

export const noSuchOverload = new CelFault('no such overload');

export const isFault = (value: CelValue): value is CelFault => value instanceof CelFault;

/** The number of code points of the last long string, cached because cost rules need it repeatedly. */
let lastText = '';
let lastLength = 0;

/** The size of a string: its code points. */
export function codePoints(text: string): number {
  if (text.length > 256 && text === lastText) return lastLength;
  let length = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      length -= 1;
      at += 1;
    }
  }
  if (text.length > 256) [lastText, lastLength] = [text, length];
  return length;
}
