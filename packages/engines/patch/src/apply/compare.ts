/** Compares two values field by field. Shared parts are skipped. */
import { deepEqual } from '@kubets/base';
import { emptySet, type FieldSet, fieldSet, isEmpty, leaf, without } from './field-set.ts';
import { isBare, isPlain, type ListPlan, type MapPlan, type MergePlan, type Plain } from './merge-plan.ts';
import { everyPath, type ListElements, listElements } from './owned-fields.ts';

export interface Differences {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export const none: Differences = { added: emptySet, modified: emptySet, removed: emptySet };
const changed: Differences = { ...none, modified: leaf };

/** Differences except those in `ignored` or below. */
export function withoutFields(found: Differences, ignored: FieldSet): Differences {
  if (found === none) return found;
  const { added, modified, removed } = found;
  return { added: without(added, ignored), modified: without(modified, ignored), removed: without(removed, ignored) };
}

/** Collects the differences of a container's fields. Allocates nothing if there are none. */
class Gathered {
  #added: Map<string, FieldSet> | undefined;
  #modified: Map<string, FieldSet> | undefined;
  #removed: Map<string, FieldSet> | undefined;

  add(element: string, set: FieldSet): void {
    this.#added ??= new Map();
    this.#added.set(element, set);
  }

  modify(element: string, set: FieldSet): void {
    this.#modified ??= new Map();
    this.#modified.set(element, set);
  }

  remove(element: string, set: FieldSet): void {
    this.#removed ??= new Map();
    this.#removed.set(element, set);
  }

  below(element: string, found: Differences): void {
    if (found === none) return;
    if (!isEmpty(found.added)) this.add(element, found.added);
    if (!isEmpty(found.modified)) this.modify(element, found.modified);
    if (!isEmpty(found.removed)) this.remove(element, found.removed);
  }

  differences(modified = false): Differences {
    if (!modified && this.#added === undefined && this.#modified === undefined && this.#removed === undefined)
      return none;
    return {
      added: fieldSet(this.#added, false),
      modified: fieldSet(this.#modified, modified),
      removed: fieldSet(this.#removed, false),
    };
  }
}

function compareFields(before: Plain, after: Plain, plan: MapPlan, gathered: Gathered): void {
  for (const name in before) {
    const old = before[name];
    const next = Object.hasOwn(after, name) ? after[name] : undefined;
    if (old === next || old === undefined) continue;
    const { element, plan: below } = plan.slot(name);
    if (next === undefined) gathered.remove(element, everyPath(old, below));
    else gathered.below(element, compareValues(old, next, below));
  }
  for (const name in after) {
    const next = after[name];
    if (next === undefined || (Object.hasOwn(before, name) && before[name] !== undefined)) continue;
    const { element, plan: below } = plan.slot(name);
    gathered.add(element, everyPath(next, below));
  }
}

const nothing: Plain = {};

function compareMaps(before: unknown, after: unknown, plan: MapPlan): Differences {
  const left = isPlain(before) ? before : undefined;
  const right = isPlain(after) ? after : undefined;
  if ((left === undefined || isBare(left)) && (right === undefined || isBare(right)))
    return compareLeaves(before, after);
  const gathered = new Gathered();
  compareFields(left ?? nothing, right ?? nothing, plan, gathered);
  // Without a known type, an object may have been replaced by another kind of value.
  const replaced = plan.deduced && ((left === undefined && before !== null) || (right === undefined && after !== null));
  return gathered.differences(replaced);
}

function compareLeaves(before: unknown, after: unknown): Differences {
  return deepEqual(before, after) ? none : changed;
}

function sameElements(left: ListElements, right: ListElements): boolean {
  if (left.repeated !== undefined || right.repeated !== undefined) return false;
  const { elements } = right;
  return left.elements.length === elements.length && left.elements.every((each, index) => each === elements[index]);
}

/** Items by path element. */
function itemsOf({ elements }: ListElements, items: readonly unknown[]): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const [index, element] of elements.entries()) {
    const others = found.get(element);
    if (others === undefined) found.set(element, [items[index]]);
    else others.push(items[index]);
  }
  return found;
}

/**
 * Items with one path element. Duplicates (which only objects from before the rule can have) count as one value. Adding or removing a
 * duplicate is a change of the element.
 */
function compareItems(
  element: string,
  old: readonly unknown[],
  next: readonly unknown[],
  plan: MergePlan,
  gathered: Gathered,
): void {
  const [before] = old;
  const [after] = next;
  if (old.length > 1 && next.length > 1) {
    if (!deepEqual(old, next)) gathered.modify(element, leaf);
  } else if (old.length > 1) {
    if (next.length === 1) gathered.add(element, everyPath(after, plan));
    gathered.remove(element, leaf);
  } else if (next.length > 1) {
    if (old.length === 1) gathered.remove(element, everyPath(before, plan));
    gathered.add(element, leaf);
  } else if (old.length === 0) gathered.add(element, everyPath(after, plan));
  else if (next.length === 0) gathered.remove(element, everyPath(before, plan));
  else gathered.below(element, compareValues(before, after, plan));
}

const noItems: readonly unknown[] = [];

function compareLists(before: unknown, after: unknown, plan: ListPlan): Differences {
  const old: readonly unknown[] = Array.isArray(before) ? before : noItems;
  const next: readonly unknown[] = Array.isArray(after) ? after : noItems;
  if (old.length === 0 && next.length === 0) return compareLeaves(before, after);
  const [left, right] = [listElements(old, plan), listElements(next, plan)];
  const gathered = new Gathered();
  if (sameElements(left, right)) {
    for (const [index, element] of left.elements.entries())
      gathered.below(element, compareValues(old[index], next[index], plan.item));
    return gathered.differences();
  }
  const [oldItems, nextItems] = [itemsOf(left, old), itemsOf(right, next)];
  for (const [element, items] of oldItems)
    compareItems(element, items, nextItems.get(element) ?? noItems, plan.item, gathered);
  for (const [element, items] of nextItems)
    if (!oldItems.has(element)) compareItems(element, noItems, items, plan.item, gathered);
  return gathered.differences();
}

/**
 * The fields that `after` adds, changes and removes relative to `before`. The order of keyed lists and sets is ignored. Free if both are
 * the same object. Throws ListKeyError.
 */
export function compareValues(before: unknown, after: unknown, plan: MergePlan): Differences {
  if (before === after) return none;
  if (plan.kind === 'map') return compareMaps(before, after, plan);
  if (plan.kind === 'list') return compareLists(before, after, plan);
  return compareLeaves(before, after);
}
