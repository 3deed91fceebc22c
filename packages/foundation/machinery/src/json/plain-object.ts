/** Plain JSON objects: detection, copies and writes that are safe for `__proto__`. */
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
