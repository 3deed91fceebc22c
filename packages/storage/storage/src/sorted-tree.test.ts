/** The immutable tree, compared with a sorted map. */
import { seededRandom, systemRandom } from '@kubets/base';
import { expect, it } from 'vitest';
import { after, afterPrefix, before, compareKeys } from './keys.ts';
import { SortedTree } from './sorted-tree.ts';

interface Item {
  readonly key: string;
  readonly value: number;
}

const sorted = (model: ReadonlyMap<string, Item>): readonly Item[] =>
  [...model.values()].sort((a, b) => compareKeys(a.key, b.key));

const seed = Number(process.env.KUBETS_SEED ?? systemRandom.integer(1e9));

it(`SortedTree agrees with a sorted map after random changes, and never changes old versions (seed ${seed})`, () => {
  const random = seededRandom(seed);
  const model = new Map<string, Item>();
  const kept: { readonly tree: SortedTree<Item>; readonly items: readonly Item[] }[] = [];
  let tree = SortedTree.empty<Item>();
  for (let step = 0; step < 6000; step++) {
    const key = `k${random.integer(step < 3000 ? 2000 : 300)}`;
    if (random.next() < (step < 3000 ? 0.8 : 0.3)) {
      model.set(key, { key, value: step });
      tree = tree.set({ key, value: step });
    } else {
      model.delete(key);
      tree = tree.delete(key);
    }
    if (step % 500 === 0) kept.push({ tree, items: sorted(model) });
  }
  kept.push({ tree, items: sorted(model) });
  for (const { tree: each, items } of kept) {
    expect(each.values()).toEqual(items);
    expect(each.size).toBe(items.length);
    const key = `k${random.integer(2000)}`;
    expect(each.get(key)).toEqual(items.find((item) => item.key === key));
    expect(each.rank(before(key))).toBe(items.filter((item) => compareKeys(item.key, key) < 0).length);
    expect(each.rank(afterPrefix('k1')) - each.rank(before('k1'))).toBe(
      items.filter((item) => item.key.startsWith('k1')).length,
    );
    const rest: Item[] = [];
    each.scan(after(key), (item) => rest.push(item) > 0);
    expect(rest).toEqual(items.filter((item) => compareKeys(item.key, key) > 0));
    expect(SortedTree.fromSorted(items).values()).toEqual(items);
  }
});

it('SortedTree is empty after all keys are deleted, and returns itself when it deletes a missing key', () => {
  let tree = SortedTree.fromSorted(
    Array.from({ length: 100 }, (_, index) => ({ key: `k${1000 + index}`, value: index })),
  );
  expect(tree.delete('none')).toBe(tree);
  for (let index = 0; index < 100; index++) tree = tree.delete(`k${1000 + index}`);
  expect([tree.size, tree.values(), tree.get('k1000')]).toEqual([0, [], undefined]);
});

it('SortedTree finds the range of a prefix across all boundaries of leaves', () => {
  const items = Array.from({ length: 40 }, (_, group) => group)
    .flatMap((group) => Array.from({ length: 1 + (group % 37) }, (_, each) => `${100 + group}/${100 + each}`))
    .map((key, value) => ({ key, value }));
  const trees = [SortedTree.fromSorted(items), items.reduce((tree, item) => tree.set(item), SortedTree.empty<Item>())];
  for (const tree of trees)
    for (let group = 99; group < 142; group++) {
      const prefix = `${group}/`;
      const all = items.filter(({ key }) => key.startsWith(prefix));
      expect(tree.range(prefix, before(prefix), Infinity)).toEqual(all);
      expect(tree.range(prefix, before(prefix), 3)).toEqual(all.slice(0, 3));
      expect(tree.range(prefix, after(`${prefix}104`), 9)).toEqual(
        all.filter(({ key }) => key > `${prefix}104`).slice(0, 9),
      );
    }
});
