/** A map of recently used entries with a size limit. It has two generations instead of a linked list. */

interface Kept<V> {
  readonly value: V;
  readonly size: number;
}

export class RecentMap<K, V> {
  readonly #half: number;
  #young = new Map<K, Kept<V>>();
  #old = new Map<K, Kept<V>>();
  #size = 0;

  /** `capacity` in the unit of the sizes passed to `set`. An entry larger than half of it is not kept. */
  constructor(capacity: number) {
    this.#half = capacity / 2;
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.set(key, old.value, old.size);
    return old.value;
  }

  set(key: K, value: V, size: number): void {
    if (size > this.#half) return;
    this.#size += size - (this.#young.get(key)?.size ?? 0);
    this.#young.set(key, { value, size });
    if (this.#size <= this.#half) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#size = 0;
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#size = 0;
  }
}
