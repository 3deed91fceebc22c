/** What the crash tests and the process that they kill have agreed on. */
import { type Clock, sleepOn, systemClock } from '@kubets/base';

export const writers = 16;
/** How long the shortest leases of the child last. */
export const leaseSeconds = 0.02;

/**
 * What the child is at when it is killed: compacting all the time, letting leases run out, defragmenting. `unflushable`:
 * every durable write fails after a while.
 */
export type How = '' | 'compacting' | 'expiring' | 'defragmenting' | 'unflushable';

/** Sweeps leases many times a second. */
export const hastyClock: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic(),
  setTimer: (milliseconds, run) => systemClock.setTimer(Math.min(milliseconds, 10), run),
  sleep: (milliseconds, signal) => sleepOn(systemClock, milliseconds, signal),
};
