/** Finds equal values and equal list items in linear time. */
import { isPlain, own } from '@kubets/machinery/json';

/** A canonical text of a JSON value, independent of key order. */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalText((value as Record<string, unknown>)[key])}`).join()}}`;
}

/** The members of a list item that identify it; undefined if it has none of them. */
export function keyText(item: unknown, keys: readonly string[]): string | undefined {
  if (!isPlain(item)) return undefined;
  return keys.map((key) => canonicalText(own(item, key))).join();
}

/** Finds the old item with the same keys. The first of several counts. */
export function itemsByKey(items: readonly unknown[], keys: readonly string[]): (item: unknown) => unknown {
  const byKey = new Map<string, unknown>();
  for (const item of items) {
    const text = keyText(item, keys);
    if (text !== undefined && !byKey.has(text)) byKey.set(text, item);
  }
  return (item) => {
    const text = keyText(item, keys);
    return text === undefined ? undefined : byKey.get(text);
  };
}

/** The indexes of items with the identity of an earlier item. `again`: all of them, or only the second of each. */
export function repeated(identities: readonly unknown[], again: 'all' | 'second'): readonly number[] {
  const times = new Map<string, number>();
  return identities.flatMap((identity, index) => {
    const text = canonicalText(identity);
    const seen = times.get(text) ?? 0;
    times.set(text, seen + 1);
    return seen === 1 || (seen > 1 && again === 'all') ? [index] : [];
  });
}
