/** Keeps a store's history to a span of time, as upstream's compactor does with etcd. */
import { type Clock, type Logger, messageOf, spawn } from '@kubets/base';
import type { Store } from './store.ts';

export interface CompactorOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** What was current this long ago stays readable, and everything since (milliseconds). Default 5 minutes. */
  readonly history?: number;
}

const fiveMinutes = 300_000;

/**
 * Compacts, at every interval, to the revision that was the newest one interval before: history then reaches back
 * between one and two intervals. Disposing stops it.
 */
export function startCompactor({ store, clock, log, history = fiveMinutes }: CompactorOptions): AsyncDisposable {
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    let then = await store.revision();
    while (!stop.signal.aborted) {
      await clock.sleep(history, stop.signal);
      const now = await store.revision();
      await store.compact(then).catch((error: unknown) => {
        log.warn('cannot compact the store', { error: messageOf(error) });
      });
      then = now;
    }
  };
  const running = spawn(run, (error) => {
    if (!stop.signal.aborted) log.error('the compactor ended', { error: messageOf(error) });
  });
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}
