/** Whether two JSON values are equal; the order of keys does not count, that of items does. */
import { isPlain } from './merge-plan.ts';

export function equalValues(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((each, index) => equalValues(each, b[index]));
  if (!isPlain(a) || !isPlain(b)) return false;
  let count = 0;
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !equalValues(a[key], b[key])) return false;
    count += 1;
  }
  for (const _ in b) count -= 1;
  return count === 0;
}
