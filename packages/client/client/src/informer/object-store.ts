/** An informer's store: objects by key, with indexes kept right on every change. */
import type { KubeObject } from '@kubets/machinery/meta';

/** The values an object is found under in an index. */
export type IndexFunction<T extends KubeObject> = (object: T) => readonly string[];

/** Reading side: objects are shared and immutable, arrays are the caller's own. */
export interface ObjectReader<T extends KubeObject> {
  readonly size: number;
  get(key: string): T | undefined;
  keys(): IterableIterator<string>;
  list(namespace?: string): T[];
  /** Objects an index has under `value`. Every store has `namespace`, `owner` (controller's uid, or `orphansOf`) and `owners` (any). */
  byIndex(index: string, value: string): T[];
}

const ownerUids: IndexFunction<KubeObject> = (object) =>
  object.metadata?.ownerReferences?.map((reference) => reference.uid) ?? [];

/** The value in the `owner` index that objects of a namespace without a controller are under. */
export const orphansOf = (namespace: string): string => `orphans/${namespace}`;

const controllerUid: IndexFunction<KubeObject> = (object) => {
  const owner = object.metadata?.ownerReferences?.find((reference) => reference.controller === true);
  return [owner?.uid ?? orphansOf(object.metadata?.namespace ?? '')];
};

interface Index<T extends KubeObject> {
  readonly values: IndexFunction<T>;
  readonly entries: Map<string, Map<string, T>>;
}

export class ObjectStore<T extends KubeObject> implements ObjectReader<T> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();

  constructor(indexes: Readonly<Record<string, IndexFunction<T>>> = {}) {
    this.addIndex('namespace', (object) => [object.metadata?.namespace ?? '']);
    this.addIndex('owner', controllerUid);
    this.addIndex('owners', ownerUids);
    for (const [name, values] of Object.entries(indexes)) this.addIndex(name, values);
  }

  /** Adds an index over what is there; one that exists under this name stays. */
  addIndex(name: string, values: IndexFunction<T>): void {
    if (this.#indexes.has(name)) return;
    const index: Index<T> = { values, entries: new Map() };
    this.#indexes.set(name, index);
    for (const [key, object] of this.#objects) insert(index, key, object);
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#objects.keys();
  }

  list(namespace?: string): T[] {
    return namespace === undefined ? [...this.#objects.values()] : this.byIndex('namespace', namespace);
  }

  byIndex(index: string, value: string): T[] {
    return [...(this.#indexes.get(index)?.entries.get(value)?.values() ?? [])];
  }

  /** Puts the object under its key and returns what stood there. */
  set(key: string, object: T): T | undefined {
    const old = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) {
      if (old !== undefined) remove(index, key, old);
      insert(index, key, object);
    }
    return old;
  }

  delete(key: string): T | undefined {
    const old = this.#objects.get(key);
    if (old === undefined) return undefined;
    this.#objects.delete(key);
    for (const index of this.#indexes.values()) remove(index, key, old);
    return old;
  }
}

function insert<T extends KubeObject>(index: Index<T>, key: string, object: T): void {
  for (const value of index.values(object)) {
    const entry = index.entries.get(value);
    if (entry === undefined) index.entries.set(value, new Map([[key, object]]));
    else entry.set(key, object);
  }
}

function remove<T extends KubeObject>(index: Index<T>, key: string, object: T): void {
  for (const value of index.values(object)) {
    const entry = index.entries.get(value);
    entry?.delete(key);
    if (entry?.size === 0) index.entries.delete(value);
  }
}
