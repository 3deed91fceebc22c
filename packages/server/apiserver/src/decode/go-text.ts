/** Values as Go prints them with %+v: upstream's errors show a rejected strategic merge patch in this form. */

/** `map[a:1 b:[x y]]`, keys sorted; nothing deeper than `depth` levels is shown. */
export function goText(value: unknown, depth = 100): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value !== 'object') return String(value);
  if (depth === 0) return '...';
  if (Array.isArray(value)) return `[${value.map((each) => goText(each, depth - 1)).join(' ')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([name, below]) => `${name}:${goText(below, depth - 1)}`).join(' ')}]`;
}
