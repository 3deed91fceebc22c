/** A clock that advances only on request, for tests and the simulator. */
import { nextTurn } from './async.ts';
import { type Clock, sleepOn, type Timer } from './clock.ts';
import { Heap } from './heap.ts';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

export class VirtualClock implements Clock {
  readonly #timers = new Heap<Entry>((a, b) => a.at - b.at || a.order - b.order);
  #now: number;
  readonly #start: number;
  #order = 0;

  /** @param start milliseconds since the epoch. Default 2026-01-01T00:00:00Z. */
  constructor(start = 1_767_225_600_000) {
    this.#now = start;
    this.#start = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  setTimer(milliseconds: number, run: () => void): Timer {
    const entry: Entry = { at: this.#now + Math.max(0, milliseconds), order: this.#order++, run, cancelled: false };
    this.#timers.push(entry);
    const cancel = (): void => {
      entry.cancelled = true;
    };
    return { cancel, [Symbol.dispose]: cancel };
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, milliseconds, signal);
  }

  /** The number of timers that have neither run nor been cancelled. */
  get pending(): number {
    return this.#timers.values().filter((entry) => !entry.cancelled).length;
  }

  /** When the next timer fires, in milliseconds since the epoch; undefined if there is none. */
  get next(): number | undefined {
    this.#dropCancelled();
    return this.#timers.peek()?.at;
  }

  /** Advances the time. Runs each timer at its own time, and lets promises settle after each. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await nextTurn();
    for (let next = this.next; next !== undefined && next <= end; next = this.next) {
      this.#runDue(next);
      await nextTurn();
    }
    this.#now = Math.max(this.#now, end);
  }

  /**
   * Advances timer by timer until `done` returns true. Returns false after `limit` milliseconds of virtual time, or when no timer is
   * left.
   */
  async advanceUntil(done: () => boolean | Promise<boolean>, limit = 600_000): Promise<boolean> {
    const end = this.#now + limit;
    await nextTurn();
    while (!(await done())) {
      const next = this.next;
      if (next === undefined || next > end) return false;
      this.#runDue(next);
      await nextTurn();
    }
    return true;
  }

  #runDue(at: number): void {
    this.#now = Math.max(this.#now, at);
    for (let entry = this.#timers.peek(); entry !== undefined && entry.at <= at; entry = this.#timers.peek()) {
      this.#timers.pop();
      if (!entry.cancelled) entry.run();
    }
  }

  #dropCancelled(): void {
    while (this.#timers.peek()?.cancelled) this.#timers.pop();
  }
}
