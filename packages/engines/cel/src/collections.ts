/** Lists and maps: created by an expression, or views of JSON values that convert elements on access. */
import { CelUint } from './ast.ts';
import { selectedField } from './escaping.ts';
import { CelFault, CelList, CelMap, type CelValue, noSuchOverload } from './values.ts';
import { spendWork } from './work-limit.ts';

/** Cached keys of large objects, because listing keys takes linear time that the cost limit does not count. */
const knownKeys = new WeakMap<object, readonly string[]>();

/** Listing up to this number of keys is cheaper than a cache. */
const maxListedKeys = 16;

function keysOf(native: object): readonly string[] {
  const known = knownKeys.get(native);
  if (known !== undefined) return known;
  const keys = Object.keys(native);
  if (keys.length > maxListedKeys) knownKeys.set(native, keys);
  return keys;
}

/** Converts a JSON value. */
export type Adapter = (native: unknown) => CelValue;

export class ArrayList extends CelList {
  readonly #items: readonly CelValue[];

  constructor(items: readonly CelValue[]) {
    super();
    this.#items = items;
  }

  get size(): number {
    return this.#items.length;
  }

  at(index: number): CelValue {
    return this.#items[index] ?? null;
  }
}

/** Concatenations up to this length are copied. */
const maxCopiedLength = 32;

/** `left + right`, with the list type of the left operand. */
export function concatLists(left: CelList, right: CelList): CelList {
  const own = left.concatAs(right);
  if (own !== undefined) return own;
  if (right.size === 0) return left;
  if (left.size === 0) return right;
  const joined = new JoinedList(left, right);
  return joined.size <= maxCopiedLength ? new ArrayList(joined.items()) : joined;
}

/** The concatenation of two lists without copying. */
class JoinedList extends CelList {
  readonly #left: CelList;
  readonly #right: CelList;
  readonly size: number;
  /** The part of the last accessed element and its offset, because access is mostly sequential. */
  #part: CelList | undefined;
  #start = 0;

  constructor(left: CelList, right: CelList) {
    super();
    this.#left = left;
    this.#right = right;
    this.size = left.size + right.size;
  }

  at(index: number): CelValue {
    const known = this.#part;
    if (known !== undefined && index >= this.#start && index < this.#start + known.size) {
      return known.at(index - this.#start);
    }
    let list: CelList = this;
    let offset = index;
    while (list instanceof JoinedList) {
      const left: CelList = list.#left;
      if (offset < left.size) list = left;
      else {
        offset -= left.size;
        list = list.#right;
      }
    }
    this.#part = list;
    this.#start = index - offset;
    return list.at(offset);
  }
}

/** A list that a comprehension builds. */
export class GrowingList extends CelList {
  readonly #items: CelValue[] = [];

  get size(): number {
    return this.#items.length;
  }

  at(index: number): CelValue {
    return this.#items[index] ?? null;
  }

  push(value: CelValue): void {
    this.#items.push(value);
  }
}

/** A view of a JSON array. */
export class NativeList extends CelList {
  readonly native: readonly unknown[];
  readonly adapt: Adapter;

  constructor(native: readonly unknown[], adapt: Adapter) {
    super();
    this.native = native;
    this.adapt = adapt;
  }

  get size(): number {
    return this.native.length;
  }

  at(index: number): CelValue {
    return this.adapt(this.native[index]);
  }
}

/** Equal numbers of different types are the same key. */
function hashOf(key: CelValue): string | undefined {
  switch (typeof key) {
    case 'string':
      return `s${key}`;
    case 'boolean':
      return `b${key}`;
    case 'bigint':
      return `n${key}`;
    case 'number':
      return Number.isInteger(key) ? `n${BigInt(key)}` : `d${key}`;
    default:
      return key instanceof CelUint ? `n${key.value}` : undefined;
  }
}

/** A map that an expression creates. */
export class EntryMap extends CelMap {
  readonly #entries: Map<string, readonly [key: CelValue, value: CelValue]>;

  constructor(entries?: EntryMap) {
    super();
    this.#entries = new Map(entries === undefined ? [] : entries.#entries);
  }

  get size(): number {
    return this.#entries.size;
  }

  find(key: CelValue): CelValue | undefined {
    const hash = hashOf(key);
    return hash === undefined ? undefined : this.#entries.get(hash)?.[1];
  }

  keys(): readonly CelValue[] {
    spendWork(this.size >> 1);
    return Array.from(this.#entries.values(), ([key]) => key);
  }

  /** Only while the map is built: the last value of a key wins. */
  set(key: CelValue, value: CelValue): CelFault | undefined {
    const hash = hashOf(key);
    if (hash === undefined) return new CelFault('unsupported key type');
    this.#entries.set(hash, [key, value]);
    return undefined;
  }

  /** Only while the map is built. False if the key exists; a fault if it is not a valid key. */
  insert(key: CelValue, value: CelValue): boolean | CelFault {
    const hash = hashOf(key);
    if (hash === undefined) return new CelFault('unsupported key type');
    if (this.#entries.has(hash)) return false;
    this.#entries.set(hash, [key, value]);
    return true;
  }
}

/** A view of a JSON object with free keys. */
export class NativeMap extends CelMap {
  readonly native: Readonly<Record<string, unknown>>;
  readonly adapt: Adapter;

  constructor(native: Readonly<Record<string, unknown>>, adapt: Adapter) {
    super();
    this.native = native;
    this.adapt = adapt;
  }

  get size(): number {
    return keysOf(this.native).length;
  }

  find(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return this.adapt === adaptDynamic ? undefined : noSuchOverload;
    return Object.hasOwn(this.native, key) ? this.adapt(this.native[key]) : undefined;
  }

  keys(): readonly CelValue[] {
    return keysOf(this.native);
  }
}

/** Access to a field of an object. */
export interface FieldView {
  /** The name in JSON. Expressions use its escaped form. */
  readonly property: string;
  readonly adapt: Adapter;
}

/** A view of a JSON object with declared fields. Undeclared ones do not exist, null ones are not set. */
export class ObjectView extends CelMap {
  readonly native: Readonly<Record<string, unknown>>;
  readonly fields: ReadonlyMap<string, FieldView>;
  /** The name of the type if an expression created the object. */
  readonly typeName: string | undefined;

  constructor(native: Readonly<Record<string, unknown>>, fields: ReadonlyMap<string, FieldView>, typeName?: string) {
    super();
    this.native = native;
    this.fields = fields;
    this.typeName = typeName;
  }

  get size(): number {
    return keysOf(this.native).length;
  }

  find(key: CelValue): CelValue | undefined {
    return typeof key === 'string' ? this.field(key) : noSuchOverload;
  }

  override field(name: string): CelValue | undefined {
    const field = selectedField(this.fields, name);
    if (field === undefined || !Object.hasOwn(this.native, field.property)) return undefined;
    const value = this.native[field.property];
    return value === null || value === undefined ? undefined : field.adapt(value);
  }

  keys(): readonly CelValue[] {
    const names: string[] = [];
    for (const [name, field] of this.fields) if (Object.hasOwn(this.native, field.property)) names.push(name);
    return names;
  }
}

/** A JSON value of no declared type: whole numbers are int. */
export function adaptDynamic(native: unknown): CelValue {
  switch (typeof native) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return native;
    case 'number':
      return Number.isSafeInteger(native) ? BigInt(native) : native;
    case 'object':
      if (native === null) return null;
      if (Array.isArray(native)) return new NativeList(native, adaptDynamic);
      if (native instanceof Uint8Array) return native;
      return new NativeMap(native as Readonly<Record<string, unknown>>, adaptDynamic);
    default:
      return new CelFault(`unsupported conversion to ref.Val: (${typeof native})`);
  }
}
