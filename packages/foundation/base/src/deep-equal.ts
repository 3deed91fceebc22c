/** The equality of JSON values. */

type Plain = Readonly<Record<string, unknown>>;

/**
 * Whether two JSON values are equal. The order of keys does not count, that of items does. A field that is undefined counts as
 * absent; null does not. A bigint equals the number of the same value: decoders use it for integers that a number cannot hold.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return typeof a !== typeof b && sameNumber(a, b);
  }
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((each, index) => deepEqual(each, b[index]));
  }
  return !Array.isArray(b) && sameFields(a as Plain, b as Plain);
}

function sameFields(a: Plain, b: Plain): boolean {
  let count = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    if (!Object.hasOwn(b, key) || !deepEqual(value, b[key])) return false;
    count += 1;
  }
  // Counting keys is cheaper than reading fields, and almost no object has a field that is undefined.
  let keys = 0;
  for (const _ in b) keys += 1;
  return keys === count || count === Object.values(b).filter((value) => value !== undefined).length;
}

function sameNumber(a: unknown, b: unknown): boolean {
  const numeric = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';
  return numeric(a) && numeric(b) && !(a < b) && !(a > b);
}
