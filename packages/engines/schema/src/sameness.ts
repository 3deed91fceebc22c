/** Compares the parts of a value with those of its old value, each at most once, however often it is asked at different depths. */
import { deepEqual } from '@kubets/base';
import { isPlain } from '@kubets/machinery/json';

export class Sameness {
  /** The result for each part, with the old part that it was compared with. */
  readonly #known = new WeakMap<object, readonly [old: unknown, same: boolean]>();

  same(value: unknown, old: unknown): boolean {
    if (value === old) return true;
    if (typeof value !== 'object' || value === null) return deepEqual(value, old);
    const known = this.#known.get(value);
    if (known !== undefined && known[0] === old) return known[1];
    const same = this.#compare(value, old);
    this.#known.set(value, [old, same]);
    return same;
  }

  #compare(value: object, old: unknown): boolean {
    if (Array.isArray(value)) {
      return Array.isArray(old) && value.length === old.length && value.every((item, i) => this.same(item, old[i]));
    }
    if (!isPlain(value) || !isPlain(old)) return deepEqual(value, old);
    const names = Object.keys(value);
    if (names.length !== Object.keys(old).length) return false;
    return names.every((name) => Object.hasOwn(old, name) && this.same(value[name], old[name]));
  }
}
