/** Plain JSON objects: told apart, copied and written without falling for `__proto__`. */
export type Plain = Record<string, unknown>;

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Writes an own property whatever its name. */
export function setOwn(target: Plain, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else target[key] = value;
}

/** A copy of the members that come before `key`. */
export function copyBefore(source: Plain, key: string): Plain {
  const copy: Plain = {};
  for (const each in source) {
    if (each === key) break;
    setOwn(copy, each, source[each]);
  }
  return copy;
}

/** The own property; undefined when there is none. */
export function own(object: Plain, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Whether two JSON values are equal, whatever the order of keys. bigint and number compare by value. */
export function jsonEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return typeof left !== typeof right && sameNumber(left, right);
  }
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((each, index) => jsonEqual(each, right[index]))
    );
  }
  if (Array.isArray(right)) return false;
  const one = left as Plain;
  const other = right as Plain;
  let count = 0;
  for (const key in one) {
    if (!Object.hasOwn(other, key) || !jsonEqual(one[key], other[key])) return false;
    count += 1;
  }
  for (const _ in other) count -= 1;
  return count === 0;
}

/** A bigint and a number of the same value: neither is less. */
function sameNumber(left: unknown, right: unknown): boolean {
  const numeric = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';
  return numeric(left) && numeric(right) && !(left < right) && !(left > right);
}
