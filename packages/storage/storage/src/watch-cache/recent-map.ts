/** A map that keeps what was used a moment ago, up to a size, and forgets the rest: two generations, no list to relink. */

interface Kept<V> {
  readonly value: V;
  readonly size: number;
}

export class RecentMap<K, V> {
  readonly #half: number;
  #young = new Map<K, Kept<V>>();
  #old = new Map<K, Kept<V>>();
  #size = 0;

  /** `capacity` in whatever `set` counts; one entry larger than half of it is not kept at all. */
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
