/** How long work holds the event loop. */
import { setImmediate as nextImmediate } from 'node:timers/promises';
import { threadCpuMs } from '@kubets/base/platform/testing';

/** The maximum CPU time between two turns of the event loop while `work` runs, in milliseconds. */
export async function longestStall(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let over = false;
  const watch = async (): Promise<void> => {
    for (let last = threadCpuMs(); !over; ) {
      await nextImmediate();
      const now = threadCpuMs();
      longest = Math.max(longest, now - last);
      last = now;
    }
  };
  const watching = watch();
  await work();
  await nextImmediate();
  over = true;
  await watching;
  return longest;
}
