/** What expressions evaluate to. The kinds of lists and maps are in collections.ts; errors are values until they reach the end. */
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

/** An evaluation error on its way up: `&&`, `||` and the quantifiers may absorb it. */
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

/** A list; collections.ts has the kinds there are. */
export abstract class CelList {
  abstract readonly size: number;

  /** The element at an index within the list. */
  abstract at(index: number): CelValue;

  /** `this + other` in a way of its own (sets, maps by keys); undefined: one behind the other. */
  concatAs(_other: CelList): CelList | undefined {
    return undefined;
  }

  /** Equality in a way of its own (sets, maps by keys); undefined: element by element. */
  equalsAs(_other: CelList): boolean | undefined {
    return undefined;
  }

  /** All elements. Counts as work. */
  items(): readonly CelValue[] {
    spendWork(this.size);
    return Array.from({ length: this.size }, (_, index) => this.at(index));
  }
}

/** A map; collections.ts has the kinds there are. */
export abstract class CelMap {
  abstract readonly size: number;

  /** Undefined when the key is not there; a fault when it can be no key. */
  abstract find(key: CelValue): CelValue | undefined;

  abstract keys(): readonly CelValue[];

  /** As `find`, for the name behind a dot. */
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

/** A value of one of Kubernetes' own types (URL, quantity, IP…): only its functions look inside. */
export abstract class CelOpaque {
  abstract readonly type: CelType;

  /** Between two of the same type. */
  abstract equals(other: CelOpaque): boolean;

  /** What cost rules take for its size. */
  get size(): number {
    return 1;
  }
}

export const noSuchOverload = new CelFault('no such overload');

export const isFault = (value: CelValue): value is CelFault => value instanceof CelFault;

/** Code points of a long text, kept for the last one asked for: cost rules ask again and again. */
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
