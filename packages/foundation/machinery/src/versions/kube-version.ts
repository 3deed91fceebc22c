/** API versions (`v1`, `v2beta1`, `v1alpha3`) and their order. */

const pattern = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const stages = ['alpha', 'beta', undefined];

/** `[stage, major, minor]`; undefined for text that is not an API version. */
function parts(version: string): readonly [number, number, number] | undefined {
  const match = pattern.exec(version);
  if (match === null) return undefined;
  const [major, minor] = [Number(match[1]), Number(match[3] ?? 0)];
  return Math.max(major, minor) > Number.MAX_SAFE_INTEGER ? undefined : [stages.indexOf(match[2]), major, minor];
}

/**
 * Positive if `a` is preferred to `b`: GA over beta over alpha, then the higher numbers, then anything else in
 * alphabetical order (`version.CompareKubeAwareVersionStrings`). So `foo` < `v2beta1` < `v1`.
 */
export function compareKubeVersions(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [parts(a), parts(b)];
  if (left === undefined || right === undefined) {
    if (left !== undefined) return 1;
    if (right !== undefined) return -1;
    return a < b ? 1 : -1;
  }
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** The most preferred first: as discovery lists the versions of a group. */
export function sortKubeVersions(versions: readonly string[]): string[] {
  return versions.toSorted((a, b) => compareKubeVersions(b, a));
}
