/** Async primitives: mutual exclusion, bounded queues, deadlines and late loading. */
import type { Clock } from './clock.ts';
import { invariant } from './invariant.ts';

/** Of Node.js, whose types this package does without. */
declare function setImmediate(callback: () => void): unknown;

/**
 * Lets every promise reaction and already queued macrotask run first: for long work, and for time that is made. A message
 * to a port would do the same for fifty times the work, and the first one makes Node.js load all of undici.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Runs one task at a time, in the order of the calls. */
export class Mutex {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T> | T): Promise<T> {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

/** Runs at most `limit` tasks at once; the others wait in order. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    invariant(limit > 0, 'the limit of a semaphore must be at least 1');
    this.#free = limit;
  }

  async run<T>(task: () => Promise<T> | T): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

/** A queue with a capacity. If it is full, `push` returns false and the producer decides what to do. */
export class BoundedQueue<T> implements AsyncIterable<T> {
  readonly #items: (T | undefined)[] = [];
  readonly #capacity: number;
  #head = 0;
  #wake: (() => void) | undefined;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** False if the queue is full or closed; the item is then not added. */
  push(item: T): boolean {
    if (this.#ended || this.size >= this.#capacity) return false;
    this.#items.push(item);
    this.#signal();
    return true;
  }

  /** Accepts no more items. A reader gets the remaining items, then the end. */
  close(): void {
    this.#ended = true;
    this.#signal();
  }

  /** As `close`, but a reader gets `error` after the remaining items. */
  fail(error: unknown): void {
    if (this.#ended) return;
    this.#failure = { error };
    this.close();
  }

  /** The next item, or undefined at the end. There may be one reader at a time. */
  async shift(): Promise<T | undefined> {
    for (;;) {
      if (this.#head < this.#items.length) return this.#take();
      if (this.#failure) throw this.#failure.error;
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let item = await this.shift(); item !== undefined; item = await this.shift()) yield item;
  }

  #take(): T {
    const item = this.#items[this.#head] as T;
    // What has been taken is not kept until its place is.
    this.#items[this.#head++] = undefined;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
    return item;
  }

  #signal(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

/** A call exceeded its time limit. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Runs `task` with a signal that aborts after `milliseconds`, or when `outer` aborts. Then it rejects even if the task ignores the
 * signal.
 */
export async function withDeadline<T>(
  clock: Clock,
  milliseconds: number,
  task: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const onOuter = (): void => controller.abort(outer?.reason);
  if (outer?.aborted) onOuter();
  outer?.addEventListener('abort', onOuter, { once: true });
  const timer = clock.setTimer(milliseconds, () =>
    controller.abort(new DeadlineError(`no answer within ${milliseconds / 1000} s`)),
  );
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
    if (controller.signal.aborted) reject(controller.signal.reason);
  });
  aborted.catch(() => undefined);
  try {
    return await Promise.race([task(controller.signal), aborted]);
  } finally {
    timer.cancel();
    outer?.removeEventListener('abort', onOuter);
  }
}

/**
 * Runs `load` at the first call and returns its result to all callers. A failure is returned to those that wait for it, and the
 * next call tries again.
 */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}

/** Starts background work. A failure is passed to `onError`. */
export async function spawn(task: () => Promise<void>, onError: (error: unknown) => void): Promise<void> {
  try {
    await task();
  } catch (error) {
    onError(error);
  }
}
