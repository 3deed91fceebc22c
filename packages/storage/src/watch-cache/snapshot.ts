/** A resource as of one revision: an immutable tree with the reads a list needs. */
import { invariant } from '@kubets/base';
import { after as afterKey, afterPrefix, startOf } from '../keys.ts';
import type { SortedTree } from '../sorted-tree.ts';
import type { CachedObject } from './cached-object.ts';
import type { CachePage, Snapshot } from './types.ts';

export type ObjectTree<T> = SortedTree<CachedObject<T>>;

export function snapshotOf<T>(tree: ObjectTree<T>, revision: number, wholePrefix: string): Snapshot<T> {
  return {
    revision,
    size: tree.size,
    get: (key) => tree.get(key),
    list: ({ prefix = wholePrefix, limit = Infinity, after, predicate } = {}) => {
      invariant(prefix.startsWith(wholePrefix), `${prefix} is not below ${wholePrefix}`);
      const items: CachedObject<T>[] = [];
      let more = false;
      tree.scanPrefix(prefix, startOf(prefix, after), (item) => {
        if (predicate && !predicate(item)) return true;
        more = items.length >= limit;
        if (!more) items.push(item);
        return !more;
      });
      const page: CachePage<T> = { items, revision, more };
      const last = items.at(-1);
      if (predicate || (more && last === undefined)) return page;
      return { ...page, remaining: more && last ? tree.rank(afterPrefix(prefix)) - tree.rank(afterKey(last.key)) : 0 };
    },
  };
}
