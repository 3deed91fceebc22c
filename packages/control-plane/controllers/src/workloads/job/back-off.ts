/** How long a Job waits before it replaces a failed pod, pure. */

const first = 10_000;
const longest = 10 * 60_000;

/** 10 s, doubling with every failure in a row, up to 10 minutes. */
export function backOff(failures: number): number {
  return failures <= 0 ? 0 : Math.min(first * 2 ** (failures - 1), longest);
}

/** Milliseconds left to wait; a success takes all failures before it back. Times in ms since 1970. */
export function remainingBackOff(failed: readonly number[], succeeded: readonly number[], now: number): number {
  const lastSuccess = Math.max(Number.NEGATIVE_INFINITY, ...succeeded);
  const since = failed.filter((at) => at > lastSuccess);
  if (since.length === 0) return 0;
  return Math.max(0, Math.max(...since) + backOff(since.length) - now);
}
