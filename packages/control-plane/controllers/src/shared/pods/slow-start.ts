/** Calls in batches that double while all succeed, so that a common failure occurs once, not 500 times. */

/** Calls `act` for all items in batches of 1, 2, 4, … Stops after a batch with a failure and returns the first one. */
export async function slowStart<T>(
  items: readonly T[],
  act: (item: T) => Promise<unknown>,
): Promise<{ readonly done: number; readonly failure: unknown }> {
  let done = 0;
  for (let at = 0, size = 1; at < items.length; at += size, size *= 2) {
    const results = await Promise.allSettled(items.slice(at, at + size).map(act));
    done += results.filter((result) => result.status === 'fulfilled').length;
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) return { done, failure: failed.reason };
  }
  return { done, failure: undefined };
}
