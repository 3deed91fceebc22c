/** A cache of encoded objects that several clients request at about the same time. */
import { RecentMap } from '@kubets/storage/watch-cache';

export class SharedBytes {
  readonly #recent: RecentMap<object, Map<string, Uint8Array>>;

  /** `capacity` in bytes. */
  constructor(capacity: number) {
    this.#recent = new RecentMap(capacity);
  }

  /** The bytes of one version of an object in one format. */
  of(version: object, form: string, make: () => Uint8Array): Uint8Array {
    const known = this.#recent.get(version);
    const found = known?.get(form);
    if (found !== undefined) return found;
    const bytes = make();
    const forms = known ?? new Map<string, Uint8Array>();
    forms.set(form, bytes);
    let size = 0;
    for (const each of forms.values()) size += each.length;
    this.#recent.set(version, forms, size);
    return bytes;
  }
}
