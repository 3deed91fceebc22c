/** The order of merged lists: that of the patch, with items of the server at their relative positions. */
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import { asObject, directive } from './directives.ts';
import { goFormat, noMergeKey, PatchError } from './patch-error.ts';

/** A scalar as a map key: values of different kinds differ, number and bigint do not. */
export function identity(value: unknown): string {
  return typeof value === 'bigint' ? `number:${value}` : `${typeof value}:${value}`;
}

/** The identity of an item: its value, or its merge key. Throws PatchError if the key is missing. */
export function identityOf(item: unknown, mergeKey: string): string {
  return identity(mergeKey === '' ? item : mergeKeyOf(asObject(item), mergeKey));
}

export function mergeKeyOf(item: Plain, mergeKey: string): unknown {
  const value = own(item, mergeKey);
  if (value === undefined) throw noMergeKey(item, mergeKey);
  return value;
}

const isDeletion = (item: unknown): boolean => isPlain(item) && own(item, directive) === 'delete';

/** The first index of each identity. */
function positions(order: readonly unknown[], mergeKey: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  order.forEach((item, index) => {
    const key = identityOf(item, mergeKey);
    if (!found.has(key)) found.set(key, index);
  });
  return found;
}

/** `items` in the order of `order`, with deletions last. */
export function sortLike(items: readonly unknown[], order: readonly unknown[], mergeKey: string): unknown[] {
  const position = positions(order, mergeKey);
  const at = (item: unknown): number => position.get(identityOf(item, mergeKey)) ?? order.length;
  const kept = items.filter((item) => !isDeletion(item)).sort((a, b) => at(a) - at(b));
  return [...kept, ...items.filter(isDeletion)];
}

/**
 * Merges the ordered items of the patch with items that only the server has. Both keep their order. The relative order of two items is
 * that on the server, if it has both.
 */
function interleave(
  server: readonly unknown[],
  patch: readonly unknown[],
  serverOrder: readonly unknown[],
  mergeKey: string,
): unknown[] {
  const position = positions(serverOrder, mergeKey);
  const at = (item: unknown): number | undefined => position.get(identityOf(item, mergeKey));
  const merged: unknown[] = [];
  let next = 0;
  for (const item of patch) {
    const limit = at(item);
    for (; next < server.length; next++) {
      const place = at(server[next]);
      if (place === undefined || limit === undefined || place >= limit) break;
      merged.push(server[next]);
    }
    merged.push(item);
  }
  return [...merged, ...server.slice(next)];
}

/** `items` ordered: those in `order` in its order, the others as in `serverOrder`. */
export function orderElements(
  items: readonly unknown[],
  order: readonly unknown[],
  serverOrder: readonly unknown[],
  mergeKey: string,
): unknown[] {
  const ordered = new Set(order.map((item) => identityOf(item, mergeKey)));
  const isOrdered = (item: unknown): boolean => ordered.has(identityOf(item, mergeKey));
  const patch = sortLike(items.filter(isOrdered), order, mergeKey);
  const server = sortLike(
    items.filter((item) => !isOrdered(item)),
    serverOrder,
    mergeKey,
  );
  return interleave(server, patch, serverOrder, mergeKey);
}

/** Throws unless `$setElementOrder` names all items of the patch's list, in the same order. Directives are skipped. */
export function checkElementOrder(list: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (list.length === 0 || order.length === 0) return;
  const items = list.filter((item) => !(isPlain(item) && Object.hasOwn(item, directive)));
  let next = 0;
  for (const each of order) {
    if (next === items.length) return;
    if (identityOf(items[next], mergeKey) === identityOf(each, mergeKey)) next++;
  }
  if (next === items.length) return;
  const text = `The order in patch list:\n${goFormat(list)}\n doesn't match $setElementOrder list:\n${goFormat(order)}\n`;
  throw new PatchError('failed', text);
}
