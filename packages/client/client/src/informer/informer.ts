/** A cache of one resource that keeps itself right by listing and watching, shared by any number of handlers. */
import { type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { apiVersionOf, type KubeObject, type WatchEvent } from '@kubets/machinery/meta';
import { objectKeyOf } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isExpired } from '@kubets/machinery/status-error';
import type { Client, ObjectRef } from '../client.ts';
import { type IndexFunction, type ObjectReader, ObjectStore } from './object-store.ts';
import { initialState, nextState, type Outcome, pause, type ReflectorState } from './reflector-state.ts';

/** What a subscriber hears, in the order of changes. Handlers must not block; what one throws is logged. */
export interface InformerHandler<T extends KubeObject> {
  /** New, or there already when the handler was added. */
  added?(object: T): void;
  updated?(object: T, old: T): void;
  deleted?(object: T): void;
  /** The cache now shows everything up to its `resourceVersion`. */
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
   * Whether the first list must show all that is in the store by then, as whoever acts in the place of another needs it;
   * else whatever the server has at hand will do, which may be older.
   */
  readonly newest?: boolean;
  /** Indexes besides `namespace`, `owner` and `owners`. */
  readonly indexes?: Readonly<Record<string, IndexFunction<T>>>;
}

export interface Informer<T extends KubeObject> {
  readonly type: ResourceType<T>;
  readonly store: ObjectReader<T>;
  /** Whether the first list is in. */
  readonly synced: boolean;
  /** The cache shows every change up to this version; empty before the first list. */
  readonly resourceVersion: string;
  /** Resolves at the first sync; rejects with the signal's reason. */
  whenSynced(signal?: AbortSignal): Promise<void>;
  /** Subscribes, replaying what is there as `added`. Returns how to unsubscribe. */
  subscribe(handler: InformerHandler<T>): () => void;
  addIndex(name: string, values: IndexFunction<T>): void;
  /** The object as the store has it now, which the cache may not show yet. A list, so that it needs no other right. */
  read(ref: ObjectRef, signal?: AbortSignal): Promise<T | undefined>;
  /** Gives up the watch under way, which seems to be dead, and goes on with another. */
  renew(): void;
  /** Lists and watches until the signal aborts. Once. Never rejects: failures are logged and retried with back-off. */
  run(signal: AbortSignal): Promise<void>;
}

/** Upstream ends each watch after 5 to 10 minutes so that connections spread over servers again. */
const watchSeconds = { least: 300, spread: 300 };
/** A watch that its server has not ended by so long after its time is given up. */
const overdueSeconds = 30;
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
  readonly #store: ObjectStore<T>;
  readonly #handlers = new Set<InformerHandler<T>>();
  readonly #firstSync = Promise.withResolvers<void>();
  #synced = false;
  #line: AbortController | undefined;
  #resourceVersion = '';

  constructor(client: Client, type: ResourceType<T>, options: InformerOptions<T>) {
    this.#client = client;
    this.type = type;
    this.#options = options;
    this.#log = options.log.with({ informer: type.plural });
    this.#store = new ObjectStore(options.indexes);
  }

  get store(): ObjectReader<T> {
    return this.#store;
  }

  get synced(): boolean {
    return this.#synced;
  }

  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  async whenSynced(signal?: AbortSignal): Promise<void> {
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

  subscribe(handler: InformerHandler<T>): () => void {
    this.#handlers.add(handler);
    for (const object of this.#store.list()) this.#call(() => handler.added?.(object));
    return () => this.#handlers.delete(handler);
  }

  addIndex(name: string, values: IndexFunction<T>): void {
    this.#store.addIndex(name, values);
  }

  async read({ namespace, name }: ObjectRef, signal?: AbortSignal): Promise<T | undefined> {
    const { items } = await this.#client.list(this.type, {
      namespace,
      fieldSelector: `metadata.name=${name}`,
      limit: 1,
      ...(signal === undefined ? {} : { signal }),
    });
    return items[0];
  }

  renew(): void {
    this.#line?.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    let state: ReflectorState = initialState(this.#options.newest);
    while (!signal.aborted) {
      const outcome = await this.#step(state, signal);
      if (signal.aborted) return;
      if (outcome.type === 'failed') this.#report(state, outcome.error);
      state = nextState(state, outcome);
      const wait = pause(state, this.#options.random.next());
      if (wait > 0) await this.#options.clock.sleep(wait, signal).catch(() => undefined);
    }
  }

  /** One failure passes unnoticed; who cannot get through for good (forbidden, not served) must be heard. */
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
        // A list of the newest reads the store and comes in pages; one from the watch cache comes whole.
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
    this.#progress(resourceVersion);
    if (this.#synced) return;
    this.#synced = true;
    this.#firstSync.resolve();
  }

  async #watch(from: string, signal: AbortSignal): Promise<Outcome> {
    const { clock, random } = this.#options;
    const started = clock.monotonic();
    const timeoutSeconds = watchSeconds.least + random.integer(watchSeconds.spread);
    // A line that is half open says nothing of the server's end.
    const line = new AbortController();
    this.#line = line;
    const timer = clock.setTimer((timeoutSeconds + overdueSeconds) * 1000, () => line.abort());
    let count = 0;
    const events = this.#client.watch(this.type, {
      ...this.#scope(),
      signal: AbortSignal.any([signal, line.signal]),
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
    this.#progress(event.object.metadata?.resourceVersion ?? '');
  }

  #put(key: string, given: T): void {
    const object = this.#typed(given);
    const old = this.#store.set(key, object);
    if (old === undefined) this.#tell((handler) => handler.added?.(object));
    else if (old.metadata?.uid === object.metadata?.uid) this.#tell((handler) => handler.updated?.(object, old));
    else {
      // Deleted and made anew between two lists: two objects, not one that changed.
      this.#tell((handler) => handler.deleted?.(old));
      this.#tell((handler) => handler.added?.(object));
    }
  }

  /** Objects out of lists carry no apiVersion and kind; who holds one object of a cache wants to know what it is. */
  #typed(object: T): T {
    if (object.kind !== undefined && object.apiVersion !== undefined) return object;
    return { ...object, apiVersion: apiVersionOf(this.type), kind: this.type.kind };
  }

  #remove(key: string, last?: T): void {
    const old = this.#store.delete(key);
    if (old !== undefined) this.#tell((handler) => handler.deleted?.(last === undefined ? old : this.#typed(last)));
  }

  #progress(resourceVersion: string): void {
    if (resourceVersion === '') return;
    this.#resourceVersion = resourceVersion;
    this.#tell((handler) => handler.progressed?.());
  }

  #tell(deliver: (handler: InformerHandler<T>) => void): void {
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
