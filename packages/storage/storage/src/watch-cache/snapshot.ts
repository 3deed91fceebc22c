/** A resource at one revision: an immutable tree with list operations. */
import { invariant } from '@kubets/base';
import { after as afterKey, afterPrefix, type Place, startOf } from '../keys.ts';
import type { SortedTree } from '../sorted-tree.ts';
import type { CachedObject } from './cached-object.ts';
import type { CachePage, Snapshot } from './types.ts';

export type ObjectTree<T> = SortedTree<CachedObject<T>>;

function selected<T>(
  tree: ObjectTree<T>,
  prefix: string,
  start: Place,
  limit: number,
  predicate: (item: CachedObject<T>) => boolean,
): CachedObject<T>[] {
  const items: CachedObject<T>[] = [];
  tree.scanPrefix(prefix, start, (item) => {
    if (predicate(item)) items.push(item);
    return items.length < limit;
  });
  return items;
}

export function snapshotOf<T>(tree: ObjectTree<T>, revision: number, wholePrefix: string): Snapshot<T> {
  return {
    revision,
    size: tree.size,
    get: (key) => tree.get(key),
    list: ({ prefix = wholePrefix, limit = Infinity, after, predicate } = {}) => {
      invariant(prefix.startsWith(wholePrefix), `${prefix} is not below ${wholePrefix}`);
      const start = startOf(prefix, after);
      const items = predicate
        ? selected(tree, prefix, start, limit + 1, predicate)
        : tree.range(prefix, start, limit + 1);
      const more = items.length > limit;
      if (more) items.pop();
      const page: CachePage<T> = { items, revision, more };
      const last = items.at(-1);
      if (predicate || (more && last === undefined)) return page;
      return { ...page, remaining: more && last ? tree.rank(afterPrefix(prefix)) - tree.rank(afterKey(last.key)) : 0 };
    },
  };
}
