/** One version of one object: its stored entry, the object when somebody has asked for it, its encodings when made. */
import type { Entry } from '../store.ts';

/** Makes the bytes of an object in one format. The encoder itself is the name of the format: make it once, keep it. */
export interface Encoder<T> {
  encode(object: T): Uint8Array;
}

export class CachedObject<T> {
  readonly entry: Entry;
  readonly #decode: (entry: Entry) => T;
  #object: T | undefined;
  /** Almost every version is encoded in one format or none: no map until there is a second. */
  #encoder: Encoder<T> | undefined;
  #encoded: Uint8Array | undefined;
  #others: Map<Encoder<T>, Uint8Array> | undefined;

  constructor(entry: Entry, decode: (entry: Entry) => T) {
    this.entry = entry;
    this.#decode = decode;
  }

  get key(): string {
    return this.entry.key;
  }

  get revision(): number {
    return this.entry.revision;
  }

  /** Shared and immutable. Throws what `decode` throws. */
  get object(): T {
    this.#object ??= this.#decode(this.entry);
    return this.#object;
  }

  /** The object's bytes in this format: made once, shared by all, never written into. */
  encoded(encoder: Encoder<T>): Uint8Array {
    if (this.#encoder === encoder && this.#encoded) return this.#encoded;
    const made = this.#others?.get(encoder);
    if (made) return made;
    const bytes = encoder.encode(this.object);
    if (this.#encoder === undefined) {
      this.#encoder = encoder;
      this.#encoded = bytes;
    } else {
      this.#others ??= new Map();
      this.#others.set(encoder, bytes);
    }
    return bytes;
  }

  /** This last value as a deletion (or a departure from a selection) at `revision` shows it. */
  departedAt(revision: number): CachedObject<T> {
    return new CachedObject({ ...this.entry, revision }, this.#decode);
  }
}
