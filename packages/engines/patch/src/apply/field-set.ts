/**
 * Sets of field paths, as in managedFields: a tree whose edges are path elements in text form. Sets are immutable and share structure. An
 * operation without changes returns its first argument.
 */
import { inOrder, showElement } from './path-element.ts';

export interface FieldSet {
  /** Whether the path of this node is in the set. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

const noChildren: ReadonlyMap<string, FieldSet> = new Map();
export const emptySet: FieldSet = { member: false, children: noChildren };
export const leaf: FieldSet = { member: true, children: noChildren };

export function isEmpty(set: FieldSet): boolean {
  return !set.member && set.children.size === 0;
}

/** A set with these non-empty children. */
export function fieldSet(children: ReadonlyMap<string, FieldSet> | undefined, member: boolean): FieldSet {
  if (children === undefined || children.size === 0) return member ? leaf : emptySet;
  return { member, children };
}

/** `set` with other children. Empty ones are removed. */
function withChildren(set: FieldSet, changed: Iterable<readonly [string, FieldSet]>, member: boolean): FieldSet {
  let children: Map<string, FieldSet> | undefined;
  for (const [key, child] of changed) {
    children ??= new Map(set.children);
    if (isEmpty(child)) children.delete(key);
    else children.set(key, child);
  }
  if (children === undefined && member === set.member) return set;
  return fieldSet(children ?? set.children, member);
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const changed: [string, FieldSet][] = [];
  for (const [key, child] of b.children) {
    const mine = a.children.get(key);
    const joined = mine === undefined ? child : union(mine, child);
    if (joined !== mine) changed.push([key, joined]);
  }
  return withChildren(a, changed, a.member || b.member);
}

/** Applies `change` to each pair of children, iterating over the smaller set. */
function changedPairs(
  a: FieldSet,
  b: FieldSet,
  change: (mine: FieldSet, other: FieldSet) => FieldSet,
): [string, FieldSet][] {
  const changed: [string, FieldSet][] = [];
  const walked = a.children.size < b.children.size ? a : b;
  for (const key of walked.children.keys()) {
    const [mine, other] = [a.children.get(key), b.children.get(key)];
    if (mine === undefined || other === undefined) continue;
    const next = change(mine, other);
    if (next !== mine) changed.push([key, next]);
  }
  return changed;
}

/** The paths of `a` that are not in `b`. Paths below a path of `b` are kept. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return a;
  return withChildren(a, changedPairs(a, b, difference), a.member && !b.member);
}

/** `a` without the paths of `b` and all paths below them. */
export function without(a: FieldSet, b: FieldSet): FieldSet {
  if (b.member) return emptySet;
  if (isEmpty(b)) return a;
  return withChildren(a, changedPairs(a, b, without), a.member);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  const children = new Map<string, FieldSet>();
  const walked = a.children.size < b.children.size ? a : b;
  for (const key of walked.children.keys()) {
    const [mine, other] = [a.children.get(key), b.children.get(key)];
    if (mine === undefined || other === undefined) continue;
    const both = intersection(mine, other);
    if (!isEmpty(both)) children.set(key, both);
  }
  return fieldSet(children, a.member && b.member);
}

/** Whether each path of `a` is in `b`. */
export function isWithin(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.member && !b.member) return false;
  for (const [key, child] of a.children) {
    const other = b.children.get(key);
    if (other === undefined || !isWithin(child, other)) return false;
  }
  return true;
}

export function sameSet(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.member !== b.member || a.children.size !== b.children.size) return false;
  for (const [key, child] of a.children) {
    const other = b.children.get(key);
    if (other === undefined || !sameSet(child, other)) return false;
  }
  return true;
}

/** The elements of a path in text form. */
export type FieldPath = readonly string[];

/** Upstream's order: the members of a level, then the children of each. */
export function* paths(set: FieldSet, above: FieldPath = []): Generator<FieldPath, void, undefined> {
  const keys = inOrder(set.children.keys());
  for (const key of keys) if (set.children.get(key)?.member === true) yield [...above, key];
  for (const key of keys) yield* paths(set.children.get(key) ?? emptySet, [...above, key]);
}

export function hasPath(set: FieldSet, path: FieldPath): boolean {
  let at: FieldSet | undefined = set;
  for (const key of path) at = at?.children.get(key);
  return at?.member === true;
}

function pathSet(path: FieldPath): FieldSet {
  return path.reduceRight<FieldSet>((below, key) => ({ member: false, children: new Map([[key, below]]) }), leaf);
}

export function setOf(all: Iterable<FieldPath>): FieldSet {
  let set = emptySet;
  for (const path of all) set = union(set, pathSet(path));
  return set;
}

/** The path in messages: `.spec.containers[name="web"].image`. */
export function showPath(path: FieldPath): string {
  return path.map(showElement).join('');
}
