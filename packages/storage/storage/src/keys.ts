/** Keys: validity and order. Keys are sorted by their UTF-8 bytes, as in etcd. */

/** The maximum length of a key in bytes of UTF-8. All engines can store it beside a revision. */
const maxKeyBytes = 1024;

/** The sort position of a UTF-16 unit. Surrogates sort above all other units. */
function weight(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** Negative, zero or positive if `a` sorts before, equal to or after `b`. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return weight(left) - weight(right);
  }
  return a.length - b.length;
}

/** Whether `key` is valid: not empty, well-formed Unicode, at most 1,024 bytes of UTF-8. */
export function isStorableKey(key: string): boolean {
  if (key.length === 0 || key.length > maxKeyBytes) return false;
  if (!key.isWellFormed()) return false;
  return key.length * 3 <= maxKeyBytes || new TextEncoder().encode(key).length <= maxKeyBytes;
}

/** A position between keys: returns true for all keys before it and false for all others. */
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

/** The start of a list of `prefix` that continues after `last`. */
export function startOf(prefix: string, last: string | undefined): Place {
  return last !== undefined && compareKeys(last, prefix) >= 0 ? after(last) : before(prefix);
}
