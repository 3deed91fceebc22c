/**
 * One version of an object. Its bytes are kept. The decoded object needs several times the memory, so it is kept only while others
 * reference it or it was used recently.
 */
import type { Entry } from '../store.ts';
import type { RecentMap } from './recent-map.ts';

/** How the objects of a cache are decoded. */
export interface ObjectSource<T> {
  decode(entry: Entry): T;
  /** Called for objects that others may keep, not for `glance`. */
  remembered?(object: T, entry: Entry): void;
  /** Recently used objects by their bytes. Can be shared by caches. */
  readonly recent: RecentMap<CachedObject<T>, T>;
}

export class CachedObject<T> {
  readonly entry: Entry;
  readonly #source: ObjectSource<T>;
  #object: WeakRef<T & WeakKey> | undefined;
  #digest: unknown;

  constructor(entry: Entry, source: ObjectSource<T>) {
    this.entry = entry;
    this.#source = source;
  }

  get key(): string {
    return this.entry.key;
  }

  get revision(): number {
    return this.entry.revision;
  }

  /** The decoded object, shared and immutable. Throws the errors of `decode`. */
  get object(): T {
    const { recent, decode, remembered } = this.#source;
    const used = recent.get(this);
    if (used !== undefined) return used;
    let object: T | undefined = this.#object?.deref();
    if (object === undefined) {
      object = decode(this.entry);
      remembered?.(object, this.entry);
      this.#object = new WeakRef(object as T & WeakKey);
    }
    recent.set(this, object, this.entry.value.length);
    return object;
  }

  /** The decoded object for temporary use. It is not remembered. */
  glance(): T {
    return this.#object?.deref() ?? this.#source.decode(this.entry);
  }

  /** A small extract of the object, which is computed once and kept. All objects of a cache use the same function. */
  digest<D>(make: (object: T) => D): D {
    this.#digest ??= make(this.glance());
    return this.#digest as D;
  }

  /** The last value as a deletion at `revision` delivers it. */
  departedAt(revision: number): CachedObject<T> {
    return new CachedObject({ ...this.entry, revision }, this.#source);
  }
}
