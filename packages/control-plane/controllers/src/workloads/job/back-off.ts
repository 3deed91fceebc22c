/** The backoff of a Job before it replaces a failed pod. Pure. */

const initialBackOffMs = 10_000;
const maxBackOffMs = 10 * 60_000;

/** 10 s, doubling with each consecutive failure, up to 10 minutes. */
export function backOff(failures: number): number {
  return failures <= 0 ? 0 : Math.min(initialBackOffMs * 2 ** (failures - 1), maxBackOffMs);
}

/** The remaining backoff in milliseconds. A success resets it. Times are in milliseconds since 1970. */
export function remainingBackOff(failed: readonly number[], succeeded: readonly number[], now: number): number {
  const lastSuccess = Math.max(Number.NEGATIVE_INFINITY, ...succeeded);
  const since = failed.filter((at) => at > lastSuccess);
  if (since.length === 0) return 0;
  return Math.max(0, Math.max(...since) + backOff(since.length) - now);
}
