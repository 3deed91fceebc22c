/** Semantic equality of API values, and a diff of values that differ. */

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'object' && (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0));

/** Equality of decoded values. An empty list or map equals an absent one. */
export function semanticEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return isEmpty(a) && isEmpty(b);
  if (Array.isArray(a) !== Array.isArray(b)) return isEmpty(a) && isEmpty(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, index) => semanticEqual(each, b[index]));
  }
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const key in left) {
    if (!semanticEqual(left[key], Object.hasOwn(right, key) ? right[key] : undefined)) return false;
  }
  for (const key in right) {
    if (!Object.hasOwn(left, key) && !isEmpty(right[key])) return false;
  }
  return true;
}

/** The maximum number of reported differences. */
const maxDifferences = 20;

/** The differing leaves as `- path: old` and `+ path: new`, similar to the diff in upstream's errors. */
export function differences(old: unknown, next: unknown, type: string): string {
  const lines: string[] = [];
  const show = (sign: string, path: string, value: unknown): void => {
    if (value !== undefined) lines.push(`${sign} \t${path}: ${JSON.stringify(value)},`);
  };
  const visit = (a: unknown, b: unknown, path: string): void => {
    if (lines.length >= 2 * maxDifferences || semanticEqual(a, b)) return;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
      show('-', path, a);
      show('+', path, b);
      return;
    }
    const left = a as Readonly<Record<string, unknown>>;
    const right = b as Readonly<Record<string, unknown>>;
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const name = Array.isArray(a) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      visit(Object.hasOwn(left, key) ? left[key] : undefined, Object.hasOwn(right, key) ? right[key] : undefined, name);
    }
  };
  visit(old, next, '');
  return `  ${type}{\n${lines.join('\n')}\n  }\n`;
}
