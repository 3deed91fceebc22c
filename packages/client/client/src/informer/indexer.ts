/** The objects of an informer by key, with indexes. Upstream: cache.Indexer. */
import type { KubeObject } from '@kubets/machinery/meta';

/** The values of an object in an index. */
export type IndexFunction<T extends KubeObject> = (object: T) => readonly string[];

/** Read access. Objects are shared and immutable; arrays belong to the caller. */
export interface Lister<T extends KubeObject> {
  readonly size: number;
  get(key: string): T | undefined;
  keys(): IterableIterator<string>;
  list(namespace?: string): T[];
  /** Objects by a value of an index. Every indexer has `namespace`, `owner` (the UID of the controller, or `orphansIndexValue`) and `owners` (all UIDs). */
  byIndex(index: string, value: string): T[];
}

const ownerUids: IndexFunction<KubeObject> = (object) =>
  object.metadata?.ownerReferences?.map((reference) => reference.uid) ?? [];

/** The value in the `owner` index of the objects of a namespace that have no controller. */
export const orphansIndexValue = (namespace: string): string => `orphans/${namespace}`;

const controllerUid: IndexFunction<KubeObject> = (object) => {
  const owner = object.metadata?.ownerReferences?.find((reference) => reference.controller === true);
  return [owner?.uid ?? orphansIndexValue(object.metadata?.namespace ?? '')];
};

interface Index<T extends KubeObject> {
  readonly values: IndexFunction<T>;
  readonly entries: Map<string, Map<string, T>>;
}

export class Indexer<T extends KubeObject> implements Lister<T> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();

  constructor(indexes: Readonly<Record<string, IndexFunction<T>>> = {}) {
    this.addIndex('namespace', (object) => [object.metadata?.namespace ?? '']);
    this.addIndex('owner', controllerUid);
    this.addIndex('owners', ownerUids);
    for (const [name, values] of Object.entries(indexes)) this.addIndex(name, values);
  }

  /** Adds an index and fills it. An index of this name is kept. */
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

  /** Sets the object and returns the previous one. */
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
