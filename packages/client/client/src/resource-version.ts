/** Resource versions: decimal numbers of any length. The API guarantees since 1.35 that they can be compared. */

/** Negative if `a` is older than `b`. The empty version is the oldest. */
export function compareResourceVersions(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
