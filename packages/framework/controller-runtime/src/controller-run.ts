/** Runs one controller: enqueues keys, reconciles them with retries and backoff, and writes the status. */
import { type Clock, deepEqual, type Logger, messageOf, type Timer } from '@kubets/base';
import { type Client, type Informer, WorkQueue } from '@kubets/client';
import { type KubeObject, parseApiVersion } from '@kubets/machinery/meta';
import { objectKey, objectKeyOf, splitObjectKey } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isConflict, isNotFound, isReason } from '@kubets/machinery/status-error';
import type { DeclaredCache } from './cache.ts';
import type { ControllerDefinition, LoopContext, ReconcileResult, Watch } from './controller.ts';
import { KeyWrites } from './key-writes.ts';
import { type ControllerMetrics, noMetrics } from './metrics.ts';
import { ReconcileThrottle } from './reconcile-throttle.ts';
import { WriteResolver } from './resolve-writes.ts';
import { trackWrites } from './track-writes.ts';
import { WriteLedger } from './write-ledger.ts';

/** How long a key waits until the caches show its writes. Upstream's expectations have the same timeout. */
const maxHoldMs = 5 * 60_000;
/** After this delay, the watch of a cache that is still behind is considered dead and restarted. */
const watchRestartDelayMs = 60_000;

export interface ControllerRunOptions {
  readonly cache: DeclaredCache;
  readonly context: LoopContext;
  readonly metrics?: ControllerMetrics;
}

export class ControllerRun<T extends KubeObject> {
  readonly #definition: ControllerDefinition<T>;
  readonly #cache: DeclaredCache;
  readonly #context: LoopContext;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #client: Client;
  readonly #metrics: ControllerMetrics;
  readonly #queue: WorkQueue;
  readonly #ledger = new WriteLedger();
  readonly #resolver: WriteResolver;
  /** Keys that wait for the caches, with the timer that ends the wait. */
  readonly #waitingForCache = new Map<string, { readonly since: number; readonly timer: Timer }>();
  readonly #throttle: ReconcileThrottle;
  /** Keys whose wait has timed out: they are reconciled once, whatever the caches show. */
  readonly #timedOut = new Set<string>();

  constructor(definition: ControllerDefinition<T>, options: ControllerRunOptions) {
    this.#definition = definition;
    this.#cache = options.cache;
    this.#context = options.context;
    this.#clock = options.context.clock;
    this.#log = options.context.log;
    this.#client = options.context.client;
    this.#metrics = options.metrics ?? noMetrics;
    this.#queue = new WorkQueue({ clock: this.#clock });
    this.#throttle = new ReconcileThrottle(this.#clock);
    this.#resolver = new WriteResolver({
      ledger: this.#ledger,
      clock: this.#clock,
      log: this.#log,
      signal: options.context.signal,
      resolved: () => this.#releaseSatisfied(),
    });
  }

  /** Runs until the signal aborts. Resolves when all workers have stopped. The caches must have synced. */
  async run(): Promise<void> {
    const { signal } = this.#context;
    const subscriptions = this.#subscribe();
    const stop = (): void => this.#queue.shutDown();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await Promise.all(Array.from({ length: this.#definition.maxConcurrentReconciles ?? 5 }, () => this.#runWorker()));
    } finally {
      signal.removeEventListener('abort', stop);
      for (const unsubscribe of subscriptions) unsubscribe();
      for (const { timer } of this.#waitingForCache.values()) timer.cancel();
      await this.#resolver.ended();
    }
  }

  #subscribe(): readonly (() => void)[] {
    const { owns = [], watches = [] } = this.#definition;
    const listen = (
      type: ResourceType,
      keys: (object: KubeObject) => readonly string[],
      concerns: Watch['concerns'] = () => true,
    ): (() => void) => {
      const add = (object: KubeObject): void => {
        for (const key of keys(object)) this.#add(key);
      };
      return this.#cache.informer(type).subscribe({
        added: add,
        updated: (object, old) => {
          if (concerns(object, old)) for (const key of new Set([...keys(old), ...keys(object)])) this.#add(key);
        },
        deleted: add,
      });
    };
    const recheck = (): void => this.#releaseSatisfied();
    return [
      listen(this.#definition.for, (object) => [objectKeyOf(object)]),
      ...owns.map((type) => listen(type, (object) => this.#ownerKeys(object))),
      ...watches.map((watch) =>
        listen(
          watch.type,
          (object) => watch.mapToKeys(object, this.#cache).map((key) => objectKey(key.namespace, key.name)),
          watch.concerns,
        ),
      ),
      ...this.#cache.informers.map((informer) => informer.subscribe({ progressed: recheck })),
    ];
  }

  #add(key: string): void {
    this.#queue.add(key);
    this.#metrics.queued(this.#definition.name, this.#queue.length);
  }

  #ownerKeys(object: KubeObject): readonly string[] {
    const { group, kind, namespaced } = this.#definition.for;
    const owner = object.metadata?.ownerReferences?.find((reference) => reference.controller === true);
    if (owner?.kind !== kind || parseApiVersion(owner.apiVersion)?.group !== group) return [];
    return [objectKey(namespaced ? (object.metadata?.namespace ?? '') : '', owner.name)];
  }

  async #runWorker(): Promise<void> {
    for (let key = await this.#queue.get(); key !== undefined; key = await this.#queue.get()) {
      try {
        if (this.#canReconcile(key)) await this.#processKey(key);
      } finally {
        this.#queue.done(key);
      }
    }
  }

  #canReconcile(key: string): boolean {
    const throttledMs = this.#throttle.remainingMs(key);
    if (throttledMs > 0) {
      this.#queue.addAfter(key, throttledMs);
      return false;
    }
    if (this.#timedOut.delete(key) || this.#ledger.isSatisfied(key)) return true;
    if (this.#waitingForCache.has(key)) return false;
    this.#waitingForCache.set(key, { since: this.#clock.monotonic(), timer: this.#holdTimer(key) });
    return false;
  }

  #holdTimer(key: string): Timer {
    const timeOut = (): void => {
      this.#log.warn('timed out waiting for the cache to show a write', { key });
      this.#ledger.forget(key);
      this.#timedOut.add(key);
      this.#release(key, true);
    };
    let timer = this.#clock.setTimer(watchRestartDelayMs, () => {
      for (const informer of this.#ledger.behind(key)) informer.restartWatch();
      timer = this.#clock.setTimer(maxHoldMs - watchRestartDelayMs, timeOut);
    });
    const cancel = (): void => timer.cancel();
    return { cancel, [Symbol.dispose]: cancel };
  }

  #releaseSatisfied(): void {
    for (const key of this.#waitingForCache.keys()) if (this.#ledger.isSatisfied(key)) this.#release(key, false);
  }

  #release(key: string, timedOut: boolean): void {
    const held = this.#waitingForCache.get(key);
    if (held === undefined) return;
    held.timer.cancel();
    this.#waitingForCache.delete(key);
    this.#metrics.waitedForCache(this.#definition.name, (this.#clock.monotonic() - held.since) / 1000, timedOut);
    this.#queue.add(key);
  }

  async #processKey(key: string): Promise<void> {
    const started = this.#clock.monotonic();
    const result = await this.#reconcileKey(key);
    if (this.#context.signal.aborted) return;
    const seconds = (this.#clock.monotonic() - started) / 1000;
    const { name } = this.#definition;
    if (result.error !== undefined) {
      const delayMs = this.#queue.addRateLimited(key);
      this.#report(key, result.error, delayMs);
      this.#metrics.reconciled(name, 'error', seconds);
      return;
    }
    this.#queue.forget(key);
    if (result.requeueAfterMs !== undefined) this.#queue.addAfter(key, result.requeueAfterMs);
    this.#metrics.reconciled(name, result.requeueAfterMs === undefined ? 'success' : 'requeue_after', seconds);
  }

  /** Reconciles a key once. Everything thrown is retried and does not affect other keys. */
  async #reconcileKey(key: string): Promise<ReconcileResult<T>> {
    const informer = this.#cache.informer(this.#definition.for) as Informer<KubeObject>;
    const object = informer.store.get(key) as T | undefined;
    const writes = new KeyWrites(key, this.#definition.for, this.#cache, this.#ledger, this.#resolver);
    const client = trackWrites(this.#client, writes, this.#context.random);
    const context = { ...this.#context, log: this.#log.with({ key }), client };
    try {
      if (object === undefined) {
        this.#ledger.forget(key);
        this.#throttle.forget(key);
        await this.#definition.deleted?.(splitObjectKey(key), context);
        return {};
      }
      const began = this.#clock.monotonic();
      const reconciling = this.#definition.reconcile(object, context);
      const planned = this.#clock.monotonic() - began;
      const result = (await reconciling) ?? {};
      this.#throttle.record(key, planned, writes.reachedOthers);
      const failure = await this.#writeStatus(writes.latest<T>(object), result, context.client);
      return failure === undefined ? result : { ...result, error: result.error ?? failure };
    } catch (error) {
      return { error: error };
    }
  }

  /** Writes the status if it has changed. Returns the error, except for an object that does not exist. */
  async #writeStatus(object: T, result: ReconcileResult<T>, client: Client): Promise<unknown> {
    if (result.status === undefined) return undefined;
    if (deepEqual((object as { readonly status?: unknown }).status, result.status)) return undefined;
    try {
      await client.updateStatus<T>(this.#definition.for, { ...object, status: result.status });
      return undefined;
    } catch (error) {
      return isNotFound(error) ? undefined : error;
    }
  }

  #report(key: string, error: unknown, delayMs: number): void {
    const expected = isConflict(error) || isReason(error, 'AlreadyExists') || this.#queue.failures(key) <= 1;
    this.#log[expected ? 'debug' : 'warn'](`reconcile failed: ${messageOf(error)}`, {
      key,
      retryInMs: Math.round(delayMs),
      error,
    });
  }
}
