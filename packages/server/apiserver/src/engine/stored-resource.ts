/** The location of one kind in the store: its keys, its reads and its writes. Versions of a kind share it. */
import type { ResourceDefinition } from '@kubets/api';
import { type Clock, type Logger, nextTurn } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import type { Commit, CommitResult, Entry, Expectation, Operation, Store } from '@kubets/storage';
import { CachedObject, createWatchCache, type Indexers, type WatchCache } from '@kubets/storage/watch-cache';
import type { WriteGuard } from '../access/write-guard.ts';
import { type Companions, noCompanions } from './companions.ts';
import { decodeStored, encodeForStore, storedObjects, withRevision } from './object-bytes.ts';
import { largeObjectBytes, maxObjectBytes, ObjectTooLargeError, withoutManagedFields } from './object-size.ts';
import { type Selectable, selectableOf } from './selectable.ts';

export type StoredObject = CachedObject<KubeObject>;

/** The result of a write: committed, or the record at the first key that was not as expected. */
export type WriteOutcome =
  | { readonly done: true; readonly revision: number; readonly object: KubeObject }
  | { readonly done: false; readonly key: string; readonly current: StoredObject | undefined };

/** What the commit of a write contains besides: a leader's fence, and other keys that change with the object. */
export interface Beside {
  readonly guard?: WriteGuard | undefined;
  readonly companions?: Companions | undefined;
}

export interface StorageParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
}

export class StoredResource {
  #definition: ResourceDefinition;
  readonly #parts: StorageParts;
  readonly #selectableOf: (object: KubeObject) => Selectable;
  /** The TTL of every put. */
  readonly #lease: { readonly leaseSeconds?: number };
  #cache: WatchCache<KubeObject> | undefined;
  #written = 0;
  #watchers = 0;
  #retired = false;

  constructor(definition: ResourceDefinition, parts: StorageParts) {
    this.#definition = definition;
    this.#parts = parts;
    this.#selectableOf = selectableOf(definition);
    const leaseSeconds = definition.strategy.ttlSeconds;
    this.#lease = leaseSeconds === undefined ? {} : { leaseSeconds };
  }

  /** The definition of the storage version. */
  get definition(): ResourceDefinition {
    return this.#definition;
  }

  /**
   * The definition of a custom resource has changed. The cache remains: it has the same bytes. What selectors read is kept,
   * too: only a resource whose definition never changed uses it.
   */
  redefine(definition: ResourceDefinition): void {
    this.#definition = definition;
  }

  /** `/registry/pods/` or, in a namespace, `/registry/pods/default/`. */
  prefix(namespace = ''): string {
    const root = `/registry/${this.definition.storagePrefix}/`;
    return namespace === '' ? root : `${root}${namespace}/`;
  }

  key(namespace: string, name: string): string {
    return this.prefix(namespace) + name;
  }

  /** Started on first use: a resource that nobody requests costs nothing. */
  get cache(): WatchCache<KubeObject> {
    if (this.#retired) throw errors.noSuchPath();
    if (this.#cache === undefined) {
      const indexers: Indexers<KubeObject> = Object.fromEntries(
        (this.definition.strategy.indexedFields ?? []).map((name) => [
          name,
          this.fieldReader(name) ?? (() => undefined),
        ]),
      );
      this.#cache = createWatchCache({ ...this.#parts, prefix: this.prefix(), ...storedObjects, indexers });
    }
    return this.#cache;
  }

  selectable(item: StoredObject): Selectable {
    return item.digest(this.#selectableOf);
  }

  /** Reads a selectable field of the kind as it is stored; undefined if it has no such field. */
  fieldReader(name: string): ((item: StoredObject) => string) | undefined {
    const at = Object.keys(this.definition.strategy.selectableFields ?? {}).indexOf(name);
    return at < 0 ? undefined : (item) => this.selectable(item).fields[at] ?? '';
  }

  /** Objects in the cache; undefined if it has not been started. */
  get cached(): number | undefined {
    return this.#cache?.snapshot().size;
  }

  /** Open watches. */
  get watchers(): number {
    return this.#watchers;
  }

  /** Counts a watch; call the result when it ends. */
  watching(): () => void {
    this.#watchers++;
    return () => {
      this.#watchers--;
    };
  }

  /** The revision of the newest write of this server: its reads are never older. */
  get written(): number {
    return this.#written;
  }

  /** A commit of this server has written objects of the kind. */
  wrote(revision: number): void {
    this.#written = Math.max(this.#written, revision);
  }

  /** The entry as an object; shared with the cache if the cache has it. */
  objectOf(entry: Entry): StoredObject {
    const cached = this.#cache?.snapshot().get(entry.key);
    return cached?.revision === entry.revision ? cached : new CachedObject(entry, storedObjects);
  }

  /** The cached object if it is as new as our own writes; undefined if the cache is behind or does not have it. */
  fresh(key: string): StoredObject | undefined {
    const { cache } = this;
    return cache.revision > 0 && cache.revision >= this.#written ? cache.snapshot().get(key) : undefined;
  }

  /** The current object in the store. */
  async read(key: string): Promise<StoredObject | undefined> {
    const entry = await this.#parts.store.get(key);
    return entry === undefined ? undefined : this.objectOf(entry);
  }

  /**
   * Replaces the expected revision; 0: the key must not exist. The cache is running by then: a client that learns the
   * write's revision can watch from it. An object that is too large is written without its managed fields, as upstream
   * does, or refused with ObjectTooLargeError.
   */
  async put(key: string, object: KubeObject, expected: number, beside: Beside = {}): Promise<WriteOutcome> {
    const lease = this.#lease;
    const value = this.#encoded(object);
    if (value.length > largeObjectBytes) await nextTurn();
    if (this.cache.revision === 0) await this.cache.ready;
    const result = await this.#commit({ key, revision: expected }, { type: 'put', key, value, ...lease }, beside);
    return result.done ? { ...result, object: decodeStored(value, result.revision) } : result;
  }

  /** Throws ObjectTooLargeError. */
  #encoded(object: KubeObject): Uint8Array {
    const value = encodeForStore(object);
    if (value.length <= maxObjectBytes) return value;
    const smaller = withoutManagedFields(object);
    if (smaller === undefined) throw new ObjectTooLargeError();
    return this.#encoded(smaller);
  }

  /** The answer's object is `object` with the deletion's resourceVersion. */
  async remove(key: string, object: KubeObject, expected: number, beside: Beside = {}): Promise<WriteOutcome> {
    const result = await this.#commit({ key, revision: expected }, { type: 'delete', key }, beside);
    return result.done ? { ...result, object: withRevision(object, result.revision) } : result;
  }

  /** The resource is no longer served: its watches end, and requests that still use it fail with NotFound. */
  async retire(): Promise<void> {
    this.#retired = true;
    await this.close();
  }

  async close(): Promise<void> {
    await this.#cache?.[Symbol.asyncDispose]();
    this.#cache = undefined;
  }

  async #commit(
    expected: Expectation,
    operation: Operation,
    { guard, companions = noCompanions }: Beside,
  ): Promise<{ done: true; revision: number } | { done: false; key: string; current: StoredObject | undefined }> {
    const expect = [expected, ...companions.expect];
    const commit = { expect, apply: [operation, ...companions.apply], wanted: guard?.wanted };
    const fenced = guard?.expectation !== undefined;
    const result = await (fenced ? this.#guarded(commit, guard) : this.#parts.store.commit(commit));
    if (!result.committed) {
      const { key, current } = result;
      return { done: false, key, current: current === undefined ? undefined : this.objectOf(current) };
    }
    this.wrote(result.revision);
    return { done: true, revision: result.revision };
  }

  /** Rejects when the guard does. */
  async #guarded(commit: Commit, guard: WriteGuard): Promise<CommitResult> {
    const { store } = this.#parts;
    for (;;) {
      const { expectation } = guard;
      const fence = expectation === undefined ? [] : [expectation];
      const result = await store.commit({ ...commit, expect: [...fence, ...commit.expect] });
      if (result.committed || result.key !== expectation?.key) return result;
      guard.moved?.(result.current);
    }
  }
}
