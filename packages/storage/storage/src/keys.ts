/** Keys: which strings may be one, and the order they sort in everywhere (their UTF-8 bytes, as etcd sorts). */

/** The longest key, in bytes of UTF-8: every engine must be able to hold it beside a revision. */
const longestKey = 1024;

/** Where a UTF-16 unit sorts by the bytes of its character: surrogates stand for characters above all others. */
function weight(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** Negative, zero or positive as `a` sorts before, with or after `b`. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return weight(left) - weight(right);
  }
  return a.length - b.length;
}

/** Whether the store can hold `key`: not empty, well-formed Unicode, at most 1,024 bytes of UTF-8. */
export function isStorableKey(key: string): boolean {
  if (key.length === 0 || key.length > longestKey) return false;
  if (!key.isWellFormed()) return false;
  return key.length * 3 <= longestKey || new TextEncoder().encode(key).length <= longestKey;
}

/** A place between keys, told by which keys lie before it. Must hold for every key up to some point and none after. */
export type Place = (key: string) => boolean;

/** Right before `key`. */
export const before =
  (key: string): Place =>
  (each) =>
    compareKeys(each, key) < 0;

/** Right after `key`. */
export const after =
  (key: string): Place =>
  (each) =>
    compareKeys(each, key) <= 0;

/** Right after the last key that starts with `prefix`. */
export const afterPrefix =
  (prefix: string): Place =>
  (each) =>
    each.startsWith(prefix) || compareKeys(each, prefix) < 0;

/** Where a list of `prefix` begins, when `last` is the key it has got to. */
export function startOf(prefix: string, last: string | undefined): Place {
  return last !== undefined && compareKeys(last, prefix) >= 0 ? after(last) : before(prefix);
}
