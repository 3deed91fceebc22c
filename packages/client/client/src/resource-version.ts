/** Resource versions are decimal numbers of any length; since 1.35 the API promises that they can be compared. */

/** Negative when `a` is older than `b`. The empty version is older than every other. */
export function compareResourceVersions(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
