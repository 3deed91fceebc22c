/** Tells which of many keys come again: looking through a list once for each of its items takes quadratic time. */

/** The result tells of each key in turn whether it was asked about before. Keys compare as in a Set. */
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
