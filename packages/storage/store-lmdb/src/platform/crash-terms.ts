/** Constants that the crash tests share with the process that they kill. */
import { type Clock, sleepOn, systemClock } from '@kubets/base';

export const writers = 16;
/** The shortest lease of the child. */
export const leaseSeconds = 0.02;

/**
 * What the child does when it is killed: compaction, lease expiry, defragmentation. `unflushable`: durable writes fail after some
 * time.
 */
export type How = '' | 'compacting' | 'expiring' | 'defragmenting' | 'unflushable';

/** Checks leases many times per second. */
export const hastyClock: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic(),
  setTimer: (milliseconds, run) => systemClock.setTimer(Math.min(milliseconds, 10), run),
  sleep: (milliseconds, signal) => sleepOn(systemClock, milliseconds, signal),
};
