/** JSON arrays whose list type defines equality and concatenation: sets, and maps by the keys of elements. */
import { type Adapter, NativeList } from './collections.ts';
import { equal } from './equality.ts';
import { toNative } from './to-native.ts';
import type { CelList } from './values.ts';
import { spendWork } from './work-limit.ts';

/** A Map key that is the same for equal JSON values, and different for a number and its text. */
function keyText(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `n${part}` : part));
  }
  return `${typeof value === 'bigint' ? 'number' : typeof value} ${String(value)}`;
}

/** A list whose elements are identified by keys. */
abstract class KeyedList extends NativeList {
  abstract keyOf(native: unknown): string;
  abstract withItems(native: readonly unknown[]): CelList;

  /** In a set, the existing element is kept. In a map, it is replaced. */
  abstract readonly replaces: boolean;

  override concatAs(other: CelList): CelList {
    const items = [...this.native];
    const places = new Map(items.map((item, index) => [this.keyOf(item), index]));
    spendWork(items.length);
    for (const value of other.items()) {
      const item = toNative(value);
      const key = this.keyOf(item);
      const place = places.get(key);
      if (place === undefined) places.set(key, items.push(item) - 1);
      else if (this.replaces) items[place] = item;
    }
    return this.withItems(items);
  }

  override equalsAs(other: CelList): boolean {
    const mine = new Map(this.native.map((item) => [this.keyOf(item), item]));
    spendWork(this.size);
    return other.items().every((value) => {
      const key = this.keyOf(toNative(value));
      return mine.has(key) && (!this.replaces || equal(this.adapt(mine.get(key)), value));
    });
  }
}

/** `x-kubernetes-list-type: set`. */
export class SetList extends KeyedList {
  readonly replaces = false;

  keyOf(native: unknown): string {
    return keyText(native);
  }

  withItems(native: readonly unknown[]): CelList {
    return new SetList(native, this.adapt);
  }
}

/** `x-kubernetes-list-type: map`. */
export class MapList extends KeyedList {
  readonly replaces = true;
  readonly #keys: readonly string[];

  constructor(native: readonly unknown[], adapt: Adapter, keys: readonly string[]) {
    super(native, adapt);
    this.#keys = keys;
  }

  keyOf(native: unknown): string {
    const object = typeof native === 'object' && native !== null ? (native as Readonly<Record<string, unknown>>) : {};
    return this.#keys.map((key) => keyText(Object.hasOwn(object, key) ? object[key] : undefined)).join('\n');
  }

  withItems(native: readonly unknown[]): CelList {
    return new MapList(native, this.adapt, this.#keys);
  }
}
