/**
 * Keeps a store's history to a span of time, as upstream's compactor does with etcd. A store knows no times, so the
 * compactor notes now and then which revision is the newest; a history of more than minutes has its notes in the store
 * itself, so that a restart does not begin them anew and of several servers one is enough.
 */
import { type Clock, type Logger, messageOf, spawn } from '@kubets/base';
import { type Expectation, SpaceExceededError, type Store } from './store.ts';

export interface CompactorOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** What was current this long ago stays readable, and everything since (milliseconds). Default 5 minutes. */
  readonly history?: number;
}

/** A revision that was the newest at a time (milliseconds since the epoch). */
export interface HistoryMark {
  readonly time: number;
  readonly revision: number;
}

const fiveMinutes = 300_000;
/** A long history is marked so often at most: its notes stay small. */
const mostMarks = 288;
const historyKey = '/kubets/history';

/** The marks to keep, and the revision that history may begin at from now on. Pure. */
export function planHistory(
  marks: readonly HistoryMark[],
  now: HistoryMark,
  history: number,
): { readonly marks: readonly HistoryMark[]; readonly compactTo: number | undefined } {
  // A clock that was set back has marked times that are yet to come.
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
  /** What is known here alone: the start, and what the store had no room for. */
  #own: readonly HistoryMark[] = [];

  constructor(options: CompactorOptions) {
    const { history = fiveMinutes } = options;
    this.#options = options;
    this.#history = history;
    this.#interval = Math.min(history, Math.max(fiveMinutes, history / mostMarks));
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    this.#own = [await this.#now()];
    while (!signal.aborted) {
      await clock.sleep(this.#interval, signal);
      await this.#step().catch((error: unknown) => {
        log.warn('cannot compact the store', { error: messageOf(error) });
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
    // Another server has marked this stretch of time, and has compacted.
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
      // Compaction is what makes room.
      if (!(error instanceof SpaceExceededError)) throw error;
    }
  }
}

/**
 * Compacts, a few times in each span of `history`, to what was the newest revision that long ago: history then reaches
 * back so far and a little further (up to twice as far with the default). Disposing stops it.
 */
export function startCompactor(options: CompactorOptions): AsyncDisposable {
  const { log } = options;
  const stop = new AbortController();
  const running = spawn(
    () => new Compactor(options).run(stop.signal),
    (error) => {
      if (!stop.signal.aborted) log.error('the compactor ended', { error: messageOf(error) });
    },
  );
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}
