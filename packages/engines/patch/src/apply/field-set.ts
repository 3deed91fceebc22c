/**
 * Sets of field paths, as managedFields keep them: a tree whose edges are path elements in their written form. Sets are
 * immutable and share what they have in common: an operation that changes nothing gives its first argument back.
 */
import { inOrder, showElement } from './path-element.ts';

export interface FieldSet {
  /** Whether the path that leads here is itself in the set. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

const noChildren: ReadonlyMap<string, FieldSet> = new Map();
export const emptySet: FieldSet = { member: false, children: noChildren };
export const leaf: FieldSet = { member: true, children: noChildren };

export function isEmpty(set: FieldSet): boolean {
  return !set.member && set.children.size === 0;
}

/** A set of these children, none of them empty. */
export function fieldSet(children: ReadonlyMap<string, FieldSet> | undefined, member: boolean): FieldSet {
  if (children === undefined || children.size === 0) return member ? leaf : emptySet;
  return { member, children };
}

/** `set` with other children: where one is empty it goes. */
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

/** What `change` makes of each pair of children; both sets are small or alike, so the smaller is walked. */
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

/** The paths of `a` that are not themselves in `b`; what is below a path of `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return a;
  return withChildren(a, changedPairs(a, b, difference), a.member && !b.member);
}

/** `a` without the paths of `b` and everything below them. */
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

/** A path's elements in their written form. */
export type FieldPath = readonly string[];

/** Upstream's order: the members of a level, then what is below each. */
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

/** A path as messages show it: `.spec.containers[name="web"].image`. */
export function showPath(path: FieldPath): string {
  return path.map(showElement).join('');
}
