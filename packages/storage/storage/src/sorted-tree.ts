/**
 * An immutable sorted map: a B+ tree whose updates copy one path and share all other nodes. Snapshots are free, and a write costs a
 * few hundred bytes.
 */
import { before, compareKeys, type Place } from './keys.ts';

interface Keyed {
  readonly key: string;
}

/** The maximum number of items in a leaf and of children in a branch. */
const fanOut = 32;

type Leaf<V> = readonly V[];

interface Branch<V> {
  readonly children: readonly Node<V>[];
  /** The smallest key below each child. */
  readonly firsts: readonly string[];
  /** The number of items below. */
  readonly size: number;
}

type Node<V> = Leaf<V> | Branch<V>;

function isLeaf<V>(node: Node<V>): node is Leaf<V> {
  return Array.isArray(node);
}

function sizeOf<V>(node: Node<V>): number {
  return isLeaf(node) ? node.length : node.size;
}

function firstOf<V extends Keyed>(node: Node<V>): string {
  return isLeaf(node) ? (node[0] as V).key : (node.firsts[0] as string);
}

function branchOf<V extends Keyed>(children: readonly Node<V>[]): Branch<V> {
  let size = 0;
  for (const child of children) size += sizeOf(child);
  return { children, firsts: children.map(firstOf), size };
}

/** Replaces a child of a branch. Does not read other children, because they are usually not in the CPU cache. */
function withChild<V extends Keyed>(branch: Branch<V>, index: number, child: Node<V>): Branch<V> {
  const first = firstOf(child);
  return {
    children: branch.children.with(index, child),
    firsts: first === branch.firsts[index] ? branch.firsts : branch.firsts.with(index, first),
    size: branch.size + sizeOf(child) - sizeOf(branch.children[index] as Node<V>),
  };
}

/** The number of keys before the position, by binary search. */
function countBefore<T>(items: readonly T[], lies: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lies(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the child that contains `key`, or would contain it. */
function childFor<V>(branch: Branch<V>, key: string): number {
  return Math.max(0, countBefore(branch.firsts, (first) => compareKeys(first, key) <= 0) - 1);
}

/** One node, or two if it would exceed the limit. */
function divided<T, N>(items: readonly T[], make: (part: readonly T[]) => N): readonly N[] {
  if (items.length <= fanOut) return [make(items)];
  // This way, ascending keys fill leaves to three quarters instead of one half.
  const cut = (items.length * 3) >> 2;
  return [make(items.slice(0, cut)), make(items.slice(cut))];
}

function put<V extends Keyed>(node: Node<V>, item: V): readonly Node<V>[] {
  if (isLeaf(node)) {
    const index = countBefore(node, (each) => compareKeys(each.key, item.key) < 0);
    const taken = node[index]?.key === item.key ? 1 : 0;
    return divided(node.toSpliced(index, taken, item), (part): Node<V> => part);
  }
  const index = childFor(node, item.key);
  const grown = put(node.children[index] as Node<V>, item);
  if (grown.length === 1) return [withChild(node, index, grown[0] as Node<V>)];
  return divided(node.children.toSpliced(index, 1, ...grown), branchOf);
}

/** The node without the key; undefined if it would be empty, the same node if it does not contain the key. */
function without<V extends Keyed>(node: Node<V>, key: string): Node<V> | undefined {
  if (isLeaf(node)) {
    const index = node.findIndex((each) => each.key === key);
    if (index < 0) return node;
    return node.length === 1 ? undefined : node.toSpliced(index, 1);
  }
  const index = childFor(node, key);
  const child = node.children[index] as Node<V>;
  const left = without(child, key);
  if (left === child) return node;
  if (left !== undefined) return branchOf(merged(node.children.toSpliced(index, 1, left), index));
  return node.children.length === 1 ? undefined : branchOf(node.children.toSpliced(index, 1));
}

/** Merges a small leaf with its neighbor, so that deletes do not leave many small leaves. */
function merged<V>(children: Node<V>[], index: number): readonly Node<V>[] {
  const at = index + 1 < children.length ? index : index - 1;
  const [left, right] = [children[at], children[at + 1]];
  if (left === undefined || right === undefined || !isLeaf(left) || !isLeaf(right)) return children;
  if (left.length + right.length > fanOut >> 1) return children;
  return children.toSpliced(at, 2, [...left, ...right]);
}

/** Visits leaves with the index of the position in each. Returns false if `visit` returned false. */
function walk<V extends Keyed>(node: Node<V>, start: Place, visit: (leaf: Leaf<V>, from: number) => boolean): boolean {
  if (isLeaf(node))
    return visit(
      node,
      countBefore(node, (item) => start(item.key)),
    );
  const from = Math.max(0, countBefore(node.firsts, start) - 1);
  for (let index = from; index < node.children.length; index++) {
    if (!walk(node.children[index] as Node<V>, start, visit)) return false;
  }
  return true;
}

export class SortedTree<V extends Keyed> {
  readonly #root: Node<V>;

  private constructor(root: Node<V>) {
    this.#root = root;
  }

  static empty<V extends Keyed>(): SortedTree<V> {
    return new SortedTree<V>([]);
  }

  /** Creates a tree from sorted items with distinct keys. */
  static fromSorted<V extends Keyed>(items: readonly V[]): SortedTree<V> {
    if (items.length === 0) return SortedTree.empty();
    let level: Node<V>[] = inGroups(items);
    while (level.length > 1) level = inGroups(level).map(branchOf);
    return new SortedTree(level[0] as Node<V>);
  }

  get size(): number {
    return sizeOf(this.#root);
  }

  get(key: string): V | undefined {
    let node = this.#root;
    while (!isLeaf(node)) node = node.children[childFor(node, key)] as Node<V>;
    const item = node[countBefore(node, (each) => compareKeys(each.key, key) < 0)];
    return item?.key === key ? item : undefined;
  }

  /** A tree with the item added or replaced. */
  set(item: V): SortedTree<V> {
    const nodes = put(this.#root, item);
    return new SortedTree(nodes.length === 1 ? (nodes[0] as Node<V>) : branchOf(nodes));
  }

  /** A tree without the key; the same tree if it does not contain the key. */
  delete(key: string): SortedTree<V> {
    let root = without(this.#root, key);
    if (root === this.#root) return this;
    while (root !== undefined && !isLeaf(root) && root.children.length === 1) root = root.children[0];
    return root === undefined ? SortedTree.empty() : new SortedTree(root);
  }

  /** The number of keys before the position. */
  rank(place: Place): number {
    let node = this.#root;
    let rank = 0;
    while (!isLeaf(node)) {
      const index = Math.max(0, countBefore(node.firsts, place) - 1);
      for (let each = 0; each < index; each++) rank += sizeOf(node.children[each] as Node<V>);
      node = node.children[index] as Node<V>;
    }
    return rank + countBefore(node, (item) => place(item.key));
  }

  /** Visits items in order from the position, until `visit` returns false. */
  scan(start: Place, visit: (item: V) => boolean): void {
    walk(this.#root, start, (leaf, from) => {
      for (let index = from; index < leaf.length; index++) if (!visit(leaf[index] as V)) return false;
      return true;
    });
  }

  /** At most `limit` items whose keys start with `prefix`, from the position. */
  range(prefix: string, start: Place, limit: number): V[] {
    const items: V[] = [];
    walk(this.#root, start, (leaf, from) => {
      // Keys are sorted: if the last key starts with the prefix, all from the position do.
      const whole = leaf.at(-1)?.key.startsWith(prefix) ?? false;
      const to = whole
        ? leaf.length
        : countBefore(leaf, ({ key }) => key.startsWith(prefix) || compareKeys(key, prefix) < 0);
      const end = Math.min(to, from + limit - items.length);
      for (let index = from; index < end; index++) items.push(leaf[index] as V);
      // A leaf may end before the prefix begins. Only a key after the prefix ends the range.
      return to === leaf.length && items.length < limit;
    });
    return items;
  }

  /** Visits the items whose keys start with `prefix`, from the position, until `visit` returns false. */
  scanPrefix(prefix: string, start: Place, visit: (item: V) => boolean): void {
    this.scan(start, (item) => item.key.startsWith(prefix) && visit(item));
  }

  /** All items in order. */
  values(): readonly V[] {
    const items: V[] = [];
    this.scan(before(''), (item) => items.push(item) > 0);
    return items;
  }
}

function inGroups<T>(items: readonly T[]): (readonly T[])[] {
  const groups: (readonly T[])[] = [];
  for (let index = 0; index < items.length; index += fanOut) groups.push(items.slice(index, index + fanOut));
  return groups;
}
