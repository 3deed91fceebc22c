/** Finds repeated keys in linear time. */

/** Returns a function that tells whether it was called with the key before. Keys are compared as in a Set. */
export function repeats<K>(): (key: K) => boolean {
  let count = 0;
  let first: K;
  let seen: Set<K> | undefined;
  return (key) => {
    count += 1;
    if (count === 1) {
      first = key;
      return false;
    }
    seen ??= new Set([first]);
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  };
}
