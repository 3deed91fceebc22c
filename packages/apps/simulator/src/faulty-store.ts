/**
 * The store over an unreliable connection: delayed responses, refused commits, lost responses, broken watches and compacted
 * history. All data that is delivered is correct, and the store itself has no faults.
 */
import type { Clock } from '@kubets/base';
import {
  type Store,
  type StoreChange,
  StoreUnavailableError,
  type StoreWatch,
  type WatchRequest,
} from '@kubets/storage';
import type { Faults } from './faults.ts';
import type { Mutant } from './mutants.ts';
import type { SimulatedProcess } from './process.ts';

/** Maximum delays. */
const maxCallDelayMs = 400;
const maxWatchLagMs = 3000;

export interface FaultyStoreOptions {
  readonly store: Store;
  readonly process: SimulatedProcess;
  /** The clock of the world. */
  readonly clock: Clock;
  readonly faults: Faults;
  readonly mutant?: Mutant | undefined;
}

class FaultyStore implements Store {
  readonly #store: Store;
  readonly #process: SimulatedProcess;
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #mutant: Mutant | undefined;
  #stale = 0;

  constructor({ store, process, clock, faults, mutant }: FaultyStoreOptions) {
    this.#store = store;
    this.#process = process;
    this.#clock = clock;
    this.#faults = faults;
    this.#mutant = mutant;
  }

  revision: Store['revision'] = () => this.#call(() => this.#newest());
  get: Store['get'] = (...request) => this.#call(() => this.#store.get(...request));
  count: Store['count'] = (prefix) => this.#call(() => this.#store.count(prefix));
  commit: Store['commit'] = (commit) =>
    this.#call(async () => {
      if (this.#mutant === 'an acknowledged write is lost' && this.#faults.oneIn(200))
        return { committed: true, revision: await this.#store.revision() };
      if (this.#mutant === 'writes skip the revision check')
        return this.#store.commit({ ...commit, expect: commit.expect.filter(({ revision }) => revision === 0) });
      return this.#store.commit(commit);
    });
  compact: Store['compact'] = (revision) => this.#call(() => this.#store.compact(revision));
  export: Store['export'] = () => this.#call(() => this.#store.export());
  list: Store['list'] = (request) =>
    this.#call(async () => {
      if (request.after !== undefined) await this.#forget();
      return this.#store.list(request);
    });

  watch(request: WatchRequest): StoreWatch {
    const signal = AbortSignal.any([this.#process.death, ...(request.signal === undefined ? [] : [request.signal])]);
    const inner = this.#store.watch({ ...request, signal });
    return {
      requestProgress: () => inner.requestProgress(),
      [Symbol.asyncIterator]: () => this.#follow(inner),
    };
  }

  /** The process has only a connection. Closing it does not close the store. */
  async [Symbol.asyncDispose](): Promise<void> {}

  /** For a mutant: an older state. */
  async #newest(): Promise<number> {
    const revision = await this.#store.revision();
    if (this.#mutant !== 'reads are stale') return revision;
    if (this.#faults.oneIn(5)) this.#stale = revision;
    return Math.max(1, this.#stale);
  }

  /** Calls in flight are not affected when the process is killed. */
  async #call<T>(carryOut: () => Promise<T>): Promise<T> {
    await this.#process.step();
    return this.#process.outcome(this.#carried(carryOut));
  }

  async #carried<T>(carryOut: () => Promise<T>): Promise<T> {
    await this.#faults.pause('storeDelay', this.#clock, maxCallDelayMs);
    if (this.#faults.strikes('storeRefused'))
      throw new StoreUnavailableError('simulated: the store is unavailable', 'not made');
    const answer = await carryOut();
    await this.#faults.pause('storeDelay', this.#clock, maxCallDelayMs);
    if (this.#faults.strikes('storeLostReply'))
      throw new StoreUnavailableError('simulated: the response was lost', 'unknown');
    return answer;
  }

  async *#follow(inner: StoreWatch): AsyncGenerator<StoreChange, void, undefined> {
    const changes = inner[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#process.outcome(changes.next());
        if (next.done) return;
        if (this.#mutant === 'a watch loses an event' && this.#faults.oneIn(50)) continue;
        await this.#faults.pause('storeWatchLag', this.#clock, maxWatchLagMs);
        if (this.#faults.strikes('storeWatchDrop')) {
          await this.#forget();
          throw new StoreUnavailableError('simulated: the watch broke', 'not made');
        }
        yield next.value;
      }
    } finally {
      await changes.return?.();
    }
  }

  async #forget(): Promise<void> {
    if (!this.#faults.strikes('compaction')) return;
    // In a later turn, because the recorder of the history also reads the watch.
    await this.#clock.sleep(0);
    await this.#store.compact(await this.#store.revision());
  }
}

/** The store as seen by a process. */
export function faultyStore(options: FaultyStoreOptions): Store {
  return new FaultyStore(options);
}
