/** A cache of one resource, kept up to date by list and watch, for any number of handlers. */
import { type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { apiVersionOf, type KubeObject, type WatchEvent } from '@kubets/machinery/meta';
import { objectKeyOf } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isExpired } from '@kubets/machinery/status-error';
import type { Client, ObjectRef } from '../client.ts';
import { Indexer, type IndexFunction, type Lister } from './indexer.ts';
import { backoffMs, initialState, nextState, type Outcome, type ReflectorState } from './reflector-state.ts';

/** Handles events in the order of changes. Must not block. Errors are logged. */
export interface ResourceEventHandler<T extends KubeObject> {
  /** For new objects, and for objects in the cache when the handler is added. */
  added?(object: T): void;
  updated?(object: T, old: T): void;
  deleted?(object: T): void;
  /** The cache is up to date with `lastSyncResourceVersion`. */
  progressed?(): void;
}

export interface InformerOptions<T extends KubeObject> {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /**
   * Whether the first list must be consistent, which a component needs that takes over from another. Otherwise the server may
   * return an older state from its watch cache.
   */
  readonly consistentList?: boolean;
  /** Indexes besides `namespace`, `owner` and `owners`. */
  readonly indexes?: Readonly<Record<string, IndexFunction<T>>>;
}

export interface Informer<T extends KubeObject> {
  readonly type: ResourceType<T>;
  readonly store: Lister<T>;
  /** Whether the first list is complete. */
  readonly hasSynced: boolean;
  /** The cache includes all changes up to this version; empty before the first list. */
  readonly lastSyncResourceVersion: string;
  /** Resolves when the first list is complete. Rejects with the signal's reason. */
  waitForSync(signal?: AbortSignal): Promise<void>;
  /** Adds a handler and calls its `added` for all objects in the cache. Returns a function that removes it. */
  subscribe(handler: ResourceEventHandler<T>): () => void;
  addIndex(name: string, values: IndexFunction<T>): void;
  /** Reads the object from the store, because the cache may be behind. Uses `list`, so that it needs no other permission. */
  getLive(ref: ObjectRef, signal?: AbortSignal): Promise<T | undefined>;
  /** Replaces the current watch, which appears to be dead. */
  restartWatch(): void;
  /** Lists and watches until the signal aborts. May be called once. Failures are logged and retried with backoff. */
  run(signal: AbortSignal): Promise<void>;
}

/** As upstream, a watch lasts 5 to 10 minutes, so that connections are distributed over the servers again. */
const watchTimeoutSeconds = { min: 300, spread: 300 };
/** A watch that the server has not ended this long after its timeout is abandoned. */
const watchGracePeriodSeconds = 30;
const pageSize = 500;

export function createInformer<T extends KubeObject>(
  client: Client,
  type: ResourceType<T>,
  options: InformerOptions<T>,
): Informer<T> {
  return new ListWatchInformer(client, type, options);
}

class ListWatchInformer<T extends KubeObject> implements Informer<T> {
  readonly type: ResourceType<T>;
  readonly #client: Client;
  readonly #options: InformerOptions<T>;
  readonly #log: Logger;
  readonly #store: Indexer<T>;
  readonly #handlers = new Set<ResourceEventHandler<T>>();
  readonly #firstSync = Promise.withResolvers<void>();
  #synced = false;
  #watchAbort: AbortController | undefined;
  #resourceVersion = '';

  constructor(client: Client, type: ResourceType<T>, options: InformerOptions<T>) {
    this.#client = client;
    this.type = type;
    this.#options = options;
    this.#log = options.log.with({ informer: type.plural });
    this.#store = new Indexer(options.indexes);
  }

  get store(): Lister<T> {
    return this.#store;
  }

  get hasSynced(): boolean {
    return this.#synced;
  }

  get lastSyncResourceVersion(): string {
    return this.#resourceVersion;
  }

  async waitForSync(signal?: AbortSignal): Promise<void> {
    if (this.#synced || signal === undefined) return this.#firstSync.promise;
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await Promise.race([this.#firstSync.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  subscribe(handler: ResourceEventHandler<T>): () => void {
    this.#handlers.add(handler);
    for (const object of this.#store.list()) this.#call(() => handler.added?.(object));
    return () => this.#handlers.delete(handler);
  }

  addIndex(name: string, values: IndexFunction<T>): void {
    this.#store.addIndex(name, values);
  }

  async getLive({ namespace, name }: ObjectRef, signal?: AbortSignal): Promise<T | undefined> {
    const { items } = await this.#client.list(this.type, {
      namespace,
      fieldSelector: `metadata.name=${name}`,
      limit: 1,
      ...(signal === undefined ? {} : { signal }),
    });
    return items[0];
  }

  restartWatch(): void {
    this.#watchAbort?.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    let state: ReflectorState = initialState(this.#options.consistentList);
    while (!signal.aborted) {
      const outcome = await this.#step(state, signal);
      if (signal.aborted) return;
      if (outcome.type === 'failed') this.#report(state, outcome.error);
      state = nextState(state, outcome);
      const wait = backoffMs(state, this.#options.random.next());
      if (wait > 0) await this.#options.clock.sleep(wait, signal).catch(() => undefined);
    }
  }

  /** Repeated failures, as with a missing permission or an unknown resource, are logged as warnings. */
  #report(state: ReflectorState, error: unknown): void {
    const level = state.failures >= 2 && !isExpired(error) ? 'warn' : 'debug';
    this.#log[level](`${state.phase} failed: ${messageOf(error)}`, { failures: state.failures + 1 });
  }

  async #step(state: ReflectorState, signal: AbortSignal): Promise<Outcome> {
    try {
      return state.phase === 'list' ? await this.#list(state.from, signal) : await this.#watch(state.from, signal);
    } catch (error) {
      return { type: 'failed', resourceVersion: this.#resourceVersion, error };
    }
  }

  #scope(): { namespace?: string; labelSelector?: string; fieldSelector?: string } {
    const { namespace, labelSelector, fieldSelector } = this.#options;
    return {
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    };
  }

  async #list(from: string, signal: AbortSignal): Promise<Outcome> {
    const objects = new Map<string, T>();
    let resourceVersion = '';
    let next = '';
    do {
      const page = await this.#client.list(this.type, {
        ...this.#scope(),
        signal,
        // A consistent list reads the store page by page; a list from the watch cache is complete.
        ...(from === '' ? { limit: pageSize } : { resourceVersion: from }),
        ...(next === '' ? {} : { continue: next }),
      });
      for (const object of page.items) objects.set(objectKeyOf(object), object);
      resourceVersion = page.metadata.resourceVersion ?? '';
      next = page.metadata.continue ?? '';
    } while (next !== '');
    this.#replace(objects, resourceVersion);
    return { type: 'listed', resourceVersion };
  }

  #replace(objects: ReadonlyMap<string, T>, resourceVersion: string): void {
    for (const key of [...this.#store.keys()]) if (!objects.has(key)) this.#remove(key);
    for (const [key, object] of objects) {
      const old = this.#store.get(key);
      if (old?.metadata?.resourceVersion !== object.metadata?.resourceVersion || old === undefined)
        this.#put(key, object);
    }
    this.#setResourceVersion(resourceVersion);
    if (this.#synced) return;
    this.#synced = true;
    this.#firstSync.resolve();
  }

  async #watch(from: string, signal: AbortSignal): Promise<Outcome> {
    const { clock, random } = this.#options;
    const started = clock.monotonic();
    const timeoutSeconds = watchTimeoutSeconds.min + random.integer(watchTimeoutSeconds.spread);
    // On a half-open connection the end of the watch would never arrive.
    const watchAbort = new AbortController();
    this.#watchAbort = watchAbort;
    const timer = clock.setTimer((timeoutSeconds + watchGracePeriodSeconds) * 1000, () => watchAbort.abort());
    let count = 0;
    const events = this.#client.watch(this.type, {
      ...this.#scope(),
      signal: AbortSignal.any([signal, watchAbort.signal]),
      resourceVersion: from,
      allowWatchBookmarks: true,
      timeoutSeconds,
    });
    try {
      for await (const event of events) {
        if (signal.aborted) break;
        count++;
        this.#apply(event);
      }
    } finally {
      timer.cancel();
    }
    const productive = count > 0 || clock.monotonic() - started >= 1000;
    return { type: 'ended', resourceVersion: this.#resourceVersion, productive };
  }

  #apply(event: WatchEvent<T>): void {
    const key = objectKeyOf(event.object);
    if (event.type === 'ADDED' || event.type === 'MODIFIED') this.#put(key, event.object);
    else if (event.type === 'DELETED') this.#remove(key, event.object);
    this.#setResourceVersion(event.object.metadata?.resourceVersion ?? '');
  }

  #put(key: string, given: T): void {
    const object = this.#typed(given);
    const old = this.#store.set(key, object);
    if (old === undefined) this.#distribute((handler) => handler.added?.(object));
    else if (old.metadata?.uid === object.metadata?.uid) this.#distribute((handler) => handler.updated?.(object, old));
    else {
      // Deleted and created again between two lists: these are two objects, not an update.
      this.#distribute((handler) => handler.deleted?.(old));
      this.#distribute((handler) => handler.added?.(object));
    }
  }

  /** The object with apiVersion and kind, which items of lists do not have. */
  #typed(object: T): T {
    if (object.kind !== undefined && object.apiVersion !== undefined) return object;
    return { ...object, apiVersion: apiVersionOf(this.type), kind: this.type.kind };
  }

  #remove(key: string, last?: T): void {
    const old = this.#store.delete(key);
    if (old !== undefined)
      this.#distribute((handler) => handler.deleted?.(last === undefined ? old : this.#typed(last)));
  }

  #setResourceVersion(resourceVersion: string): void {
    if (resourceVersion === '') return;
    this.#resourceVersion = resourceVersion;
    this.#distribute((handler) => handler.progressed?.());
  }

  #distribute(deliver: (handler: ResourceEventHandler<T>) => void): void {
    for (const handler of this.#handlers) this.#call(() => deliver(handler));
  }

  #call(deliver: () => void): void {
    try {
      deliver();
    } catch (error) {
      this.#log.error(`handler failed: ${messageOf(error)}`, { error });
    }
  }
}
