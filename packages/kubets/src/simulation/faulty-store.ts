/**
 * The store as a process reaches it over a bad line: late answers, commits refused, commits made whose answer is lost,
 * broken watches, history gone at the worst moment. What is told is always true, and the store itself is sound.
 */
import {
  type Store,
  type StoreChange,
  StoreUnavailableError,
  type StoreWatch,
  type WatchRequest,
} from '@kubets/storage';
import type { Faults } from './faults.ts';
import type { SimulatedProcess } from './process.ts';

/** Longest delays, milliseconds. */
const longestCall = 400;
const longestLag = 3000;

class FaultyStore implements Store {
  readonly #store: Store;
  readonly #process: SimulatedProcess;
  readonly #faults: Faults;

  constructor(store: Store, process: SimulatedProcess, faults: Faults) {
    this.#store = store;
    this.#process = process;
    this.#faults = faults;
  }

  revision: Store['revision'] = () => this.#call(() => this.#store.revision());
  get: Store['get'] = (...request) => this.#call(() => this.#store.get(...request));
  count: Store['count'] = (prefix) => this.#call(() => this.#store.count(prefix));
  commit: Store['commit'] = (commit) => this.#call(() => this.#store.commit(commit));
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

  /** The process has a connection, not the store: closing that ends nothing. */
  async [Symbol.asyncDispose](): Promise<void> {}

  async #call<T>(carryOut: () => Promise<T>): Promise<T> {
    const { clock } = this.#process;
    await this.#process.step();
    await this.#faults.pause('storeDelay', clock, longestCall);
    if (this.#faults.strikes('storeRefused')) throw new StoreUnavailableError('simulated: out of reach', 'not made');
    const answer = await this.#process.outcome(carryOut());
    await this.#faults.pause('storeDelay', clock, longestCall);
    if (this.#faults.strikes('storeLostReply'))
      throw new StoreUnavailableError('simulated: the answer is lost', 'unknown');
    return answer;
  }

  async *#follow(inner: StoreWatch): AsyncGenerator<StoreChange, void, undefined> {
    const changes = inner[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#process.outcome(changes.next());
        if (next.done) return;
        await this.#faults.pause('storeWatchLag', this.#process.clock, longestLag);
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
    // In a later turn: those who write the history down read along, too.
    await this.#process.clock.sleep(0);
    await this.#store.compact(await this.#store.revision());
  }
}

/** `store` as `process` sees it. */
export function faultyStore(store: Store, process: SimulatedProcess, faults: Faults): Store {
  return new FaultyStore(store, process, faults);
}
