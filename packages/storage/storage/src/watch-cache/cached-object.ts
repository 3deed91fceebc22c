/**
 * One version of one object. Its bytes are the truth and stay; the object made of them is held only as long as somebody
 * else holds it or it was used a moment ago, for it takes several times the memory of its bytes.
 */
import type { Entry } from '../store.ts';
import type { RecentMap } from './recent-map.ts';

/** How the objects of one cache are made. */
export interface ObjectSource<T> {
  decode(entry: Entry): T;
  /** An object that others may come to hold: not called for a glance. */
  remembered?(object: T, entry: Entry): void;
  /** Objects used a moment ago, by the bytes they were made of. May be shared by many caches. */
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

  /** Shared and immutable: the same one for all who hold it at a time. Throws what `decode` throws. */
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

  /** The object for a moment's look, to be let go of at once: nobody remembers it. */
  glance(): T {
    return this.#object?.deref() ?? this.#source.decode(this.entry);
  }

  /** A small extract of the object, made once and kept, also when the object is not. One maker for all objects of a cache. */
  digest<D>(make: (object: T) => D): D {
    this.#digest ??= make(this.glance());
    return this.#digest as D;
  }

  /** This last value as a deletion (or a departure from a selection) at `revision` shows it. */
  departedAt(revision: number): CachedObject<T> {
    return new CachedObject({ ...this.entry, revision }, this.#source);
  }
}
