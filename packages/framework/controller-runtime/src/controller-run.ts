/** One controller at work: changes become keys, workers reconcile them, and retry, back-off and status writes happen here. */
import { type Clock, deepEqual, type Logger, messageOf, type Timer } from '@kubets/base';
import { type Client, type Informer, WorkQueue } from '@kubets/client';
import { type KubeObject, parseApiVersion } from '@kubets/machinery/meta';
import { objectKey, objectKeyOf, splitObjectKey } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isConflict, isNotFound, isReason } from '@kubets/machinery/status-error';
import type { DeclaredCache } from './cache.ts';
import type { ControllerDefinition, LoopContext, ReconcileResult } from './controller.ts';
import { KeyRest } from './key-rest.ts';
import { KeyWrites } from './key-writes.ts';
import { type ControllerMetrics, noMetrics } from './metrics.ts';
import { WriteSettler } from './settle-writes.ts';
import { trackWrites } from './track-writes.ts';
import { WriteLedger } from './write-ledger.ts';

/** How long a key waits for the cache to show its own writes: upstream's expectations time out likewise. */
const longestHold = 5 * 60_000;
/** After this the watch of a cache that shows nothing is taken for dead, and another begun. */
const watchPatience = 60_000;

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
  readonly #settler: WriteSettler;
  /** Keys that wait for the caches, each with the timer that ends its patience. */
  readonly #held = new Map<string, { readonly since: number; readonly timer: Timer }>();
  readonly #rest: KeyRest;
  /** Keys whose patience ended: worked on once more whatever the caches show. */
  readonly #impatient = new Set<string>();

  constructor(definition: ControllerDefinition<T>, options: ControllerRunOptions) {
    this.#definition = definition;
    this.#cache = options.cache;
    this.#context = options.context;
    this.#clock = options.context.clock;
    this.#log = options.context.log;
    this.#client = options.context.client;
    this.#metrics = options.metrics ?? noMetrics;
    this.#queue = new WorkQueue({ clock: this.#clock });
    this.#rest = new KeyRest(this.#clock);
    this.#settler = new WriteSettler({
      ledger: this.#ledger,
      clock: this.#clock,
      log: this.#log,
      signal: options.context.signal,
      settled: () => this.#releaseHeld(),
    });
  }

  /** Works until the signal aborts, and returns when every worker has stopped. The caches must be synced. */
  async run(): Promise<void> {
    const { signal } = this.#context;
    const subscriptions = this.#subscribe();
    const stop = (): void => this.#queue.close();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await Promise.all(Array.from({ length: this.#definition.concurrency ?? 5 }, () => this.#work()));
    } finally {
      signal.removeEventListener('abort', stop);
      for (const unsubscribe of subscriptions) unsubscribe();
      for (const { timer } of this.#held.values()) timer.cancel();
      await this.#settler.ended();
    }
  }

  #subscribe(): readonly (() => void)[] {
    const { owns = [], watches = [] } = this.#definition;
    const listen = (type: ResourceType, keys: (object: KubeObject) => readonly string[]): (() => void) => {
      const add = (object: KubeObject): void => {
        for (const key of keys(object)) this.#add(key);
      };
      return this.#cache.informer(type).subscribe({
        added: add,
        updated: (object, old) => {
          for (const key of new Set([...keys(old), ...keys(object)])) this.#add(key);
        },
        deleted: add,
      });
    };
    const recheck = (): void => this.#releaseHeld();
    return [
      listen(this.#definition.for, (object) => [objectKeyOf(object)]),
      ...owns.map((type) => listen(type, (object) => this.#ownerKeys(object))),
      ...watches.map((watch) =>
        listen(watch.type, (object) =>
          watch.keys(object, this.#cache).map((key) => objectKey(key.namespace, key.name)),
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

  async #work(): Promise<void> {
    for (let key = await this.#queue.next(); key !== undefined; key = await this.#queue.next()) {
      try {
        if (this.#mayWorkOn(key)) await this.#workOn(key);
      } finally {
        this.#queue.done(key);
      }
    }
  }

  #mayWorkOn(key: string): boolean {
    const rest = this.#rest.left(key);
    if (rest > 0) {
      this.#queue.addAfter(key, rest);
      return false;
    }
    if (this.#impatient.delete(key) || this.#ledger.caughtUp(key)) return true;
    if (this.#held.has(key)) return false;
    this.#held.set(key, { since: this.#clock.monotonic(), timer: this.#impatience(key) });
    return false;
  }

  #impatience(key: string): Timer {
    const giveUp = (): void => {
      this.#log.warn('the cache does not show what was written to it', { key });
      this.#ledger.forget(key);
      this.#impatient.add(key);
      this.#release(key, true);
    };
    let timer = this.#clock.setTimer(watchPatience, () => {
      for (const informer of this.#ledger.behind(key)) informer.renew();
      timer = this.#clock.setTimer(longestHold - watchPatience, giveUp);
    });
    const cancel = (): void => timer.cancel();
    return { cancel, [Symbol.dispose]: cancel };
  }

  #releaseHeld(): void {
    for (const key of this.#held.keys()) if (this.#ledger.caughtUp(key)) this.#release(key, false);
  }

  #release(key: string, timedOut: boolean): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    held.timer.cancel();
    this.#held.delete(key);
    this.#metrics.heldBack(this.#definition.name, (this.#clock.monotonic() - held.since) / 1000, timedOut);
    this.#queue.add(key);
  }

  async #workOn(key: string): Promise<void> {
    const started = this.#clock.monotonic();
    const result = await this.#attempt(key);
    if (this.#context.signal.aborted) return;
    const seconds = (this.#clock.monotonic() - started) / 1000;
    const { name } = this.#definition;
    if (result.retry !== undefined) {
      const pause = this.#queue.addRateLimited(key);
      this.#report(key, result.retry, pause);
      this.#metrics.reconciled(name, 'error', seconds);
      return;
    }
    this.#queue.forget(key);
    if (result.after !== undefined) this.#queue.addAfter(key, result.after);
    this.#metrics.reconciled(name, result.after === undefined ? 'success' : 'requeue_after', seconds);
  }

  /** Reconciles once. Whatever is thrown becomes a retry: a key that fails harms no other. */
  async #attempt(key: string): Promise<ReconcileResult<T>> {
    const informer = this.#cache.informer(this.#definition.for) as Informer<KubeObject>;
    const object = informer.store.get(key) as T | undefined;
    const writes = new KeyWrites(key, this.#definition.for, this.#cache, this.#ledger, this.#settler);
    const client = trackWrites(this.#client, writes, this.#context.random);
    const context = { ...this.#context, log: this.#log.with({ key }), client };
    try {
      if (object === undefined) {
        this.#ledger.forget(key);
        this.#rest.forget(key);
        await this.#definition.gone?.(splitObjectKey(key), context);
        return {};
      }
      const began = this.#clock.monotonic();
      const reconciling = this.#definition.reconcile(object, context);
      const planned = this.#clock.monotonic() - began;
      const result = (await reconciling) ?? {};
      this.#rest.after(key, planned, writes.reachedOthers);
      const failure = await this.#writeStatus(writes.latest<T>(object), result, context.client);
      return failure === undefined ? result : { ...result, retry: result.retry ?? failure };
    } catch (error) {
      return { retry: error };
    }
  }

  /** Returns what kept the status from being written; a lost race is retried, an object that is gone needs no status. */
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

  #report(key: string, error: unknown, pause: number): void {
    const expected = isConflict(error) || isReason(error, 'AlreadyExists') || this.#queue.failures(key) <= 1;
    this.#log[expected ? 'debug' : 'warn'](`reconcile failed: ${messageOf(error)}`, {
      key,
      retryInMs: Math.round(pause),
      error,
    });
  }
}
