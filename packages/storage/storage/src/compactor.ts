/**
 * Limits a store's history to a span of time, like upstream's compactor for etcd. A store has no times, so the compactor records
 * the newest revision from time to time. For a long history, these marks are in the store itself, so that they survive a restart
 * and are shared by servers.
 */
import { type Clock, type Logger, messageOf, spawn } from '@kubets/base';
import { type Expectation, SpaceExceededError, type Store } from './store.ts';

export interface CompactorOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long past revisions stay readable, in milliseconds. Default 5 minutes. */
  readonly history?: number;
}

/** The newest revision at a time (milliseconds since the epoch). */
export interface HistoryMark {
  readonly time: number;
  readonly revision: number;
}

const fiveMinutes = 300_000;
/** The maximum number of marks of a long history, so that they stay small. */
const maxMarks = 288;
const historyKey = '/kubets/history';

/** The marks to keep, and the revision to compact to. Pure. */
export function planHistory(
  marks: readonly HistoryMark[],
  now: HistoryMark,
  history: number,
): { readonly marks: readonly HistoryMark[]; readonly compactTo: number | undefined } {
  // After a clock was set back, marks have times in the future.
  const past = marks.filter(({ time }) => time <= now.time);
  const begin = past.findLastIndex(({ time }) => time <= now.time - history);
  return { marks: [...past.slice(Math.max(0, begin)), now], compactTo: past[begin]?.revision };
}

function decodeMarks(value: Uint8Array): readonly HistoryMark[] {
  const { marks } = JSON.parse(new TextDecoder().decode(value)) as { readonly marks: readonly HistoryMark[] };
  return marks;
}

class Compactor {
  readonly #options: CompactorOptions;
  readonly #history: number;
  readonly #interval: number;
  /** Marks of this process: the start, and marks that could not be written to the store. */
  #own: readonly HistoryMark[] = [];

  constructor(options: CompactorOptions) {
    const { history = fiveMinutes } = options;
    this.#options = options;
    this.#history = history;
    this.#interval = Math.min(history, Math.max(fiveMinutes, history / maxMarks));
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    this.#own = [await this.#now()];
    while (!signal.aborted) {
      await clock.sleep(this.#interval, signal);
      await this.#step().catch((error: unknown) => {
        log.warn('cannot compact the store, will retry', { error: messageOf(error) });
      });
    }
  }

  async #now(): Promise<HistoryMark> {
    return { revision: await this.#options.store.revision(), time: this.#options.clock.now() };
  }

  async #step(): Promise<void> {
    const { store } = this.#options;
    const now = await this.#now();
    const kept = this.#history > this.#interval ? await store.get(historyKey) : undefined;
    const known = kept === undefined ? [] : decodeMarks(kept.value);
    // Another server has written this mark and compacted.
    const newest = known.at(-1);
    if (newest !== undefined && newest.time <= now.time && now.time - newest.time < this.#interval / 2) return;
    const marks = [...known, ...this.#own].sort((a, b) => a.time - b.time);
    const plan = planHistory(marks, now, this.#history);
    this.#own = plan.marks;
    if (this.#history > this.#interval)
      await this.#keep(plan.marks, { key: historyKey, revision: kept?.revision ?? 0 });
    if (plan.compactTo !== undefined) await store.compact(plan.compactTo);
  }

  async #keep(marks: readonly HistoryMark[], expected: Expectation): Promise<void> {
    const value = new TextEncoder().encode(JSON.stringify({ marks }));
    try {
      const apply = [{ type: 'put', key: historyKey, value } as const];
      const { committed } = await this.#options.store.commit({ expect: [expected], apply });
      if (committed) this.#own = [];
    } catch (error) {
      // Compaction frees space.
      if (!(error instanceof SpaceExceededError)) throw error;
    }
  }
}

/**
 * Compacts several times per `history` span, to the revision that was the newest at that age. The kept history is a little longer
 * than requested, with the default up to twice as long. Dispose to stop.
 */
export function startCompactor(options: CompactorOptions): AsyncDisposable {
  const { log } = options;
  const stop = new AbortController();
  const running = spawn(
    () => new Compactor(options).run(stop.signal),
    (error) => {
      if (!stop.signal.aborted) log.error('the compactor stopped unexpectedly', { error: messageOf(error) });
    },
  );
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}
