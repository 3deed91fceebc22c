/** The field paths of a value. */
import { emptySet, type FieldSet, fieldSet, leaf } from './field-set.ts';
import {
  isBare,
  isPlain,
  ListKeyError,
  type ListPlan,
  type MapPlan,
  type MergePlan,
  type Plain,
} from './merge-plan.ts';
import { showElement } from './path-element.ts';

/** The elements of a list in order, and its duplicates. */
export interface ListElements {
  readonly elements: readonly string[];
  readonly repeated: ReadonlySet<string> | undefined;
}

/** Up to this length, a list is searched linearly, which is faster than an index. */
const maxScannedLength = 8;

export function listElements(items: readonly unknown[], plan: ListPlan): ListElements {
  const elements = items.map((item) => plan.element(item));
  let repeated: Set<string> | undefined;
  const seen = elements.length > maxScannedLength ? new Set<string>() : undefined;
  for (const [index, element] of elements.entries()) {
    const again = seen === undefined ? elements.indexOf(element) < index : seen.has(element);
    if (again) {
      repeated ??= new Set();
      repeated.add(element);
    }
    seen?.add(element);
  }
  return { elements, repeated };
}

/** Whether a list has duplicate items. */
export interface Found {
  repeated: boolean;
}

function ofMap(value: Plain, plan: MapPlan, found: Found | undefined): FieldSet {
  let children: Map<string, FieldSet> | undefined;
  for (const name in value) {
    const below = value[name];
    if (below === undefined) continue;
    const slot = plan.slot(name);
    const owned = ofSlot(below, slot.plan, slot.named, found);
    if (owned === emptySet) continue;
    children ??= new Map();
    children.set(slot.element, owned);
  }
  return fieldSet(children, false);
}

function ofSlot(value: unknown, plan: MergePlan, named: boolean, found: Found | undefined): FieldSet {
  if (plan.kind === 'leaf') return leaf;
  const below = ownedFields(value, plan, found);
  if (below.member) return below;
  // Null, empty objects and map entries are values that a manager sets.
  const member = !named || value === null || (below === emptySet && isPlain(value) && isBare(value));
  return member ? fieldSet(below.children, true) : below;
}

function ofList(items: readonly unknown[], plan: ListPlan, found: Found | undefined): FieldSet {
  if (items.length === 0) return emptySet;
  const { elements, repeated } = listElements(items, plan);
  if (repeated !== undefined && found !== undefined) found.repeated = true;
  const children = new Map<string, FieldSet>();
  for (const [index, element] of elements.entries()) {
    const below = repeated?.has(element) ? leaf : ownedFields(items[index], plan.item, found);
    children.set(element, below.member ? below : fieldSet(below.children, true));
  }
  return fieldSet(children, false);
}

/**
 * The set that an applier owns after applying `value`: its leaves and list items. Containers are members only if they are leaves. Writes
 * to `found`. Throws ListKeyError.
 */
export function ownedFields(value: unknown, plan: MergePlan, found?: Found): FieldSet {
  if (plan.kind === 'map') {
    if (isPlain(value)) return ofMap(value, plan, found);
    return plan.deduced && value !== null ? leaf : emptySet;
  }
  if (plan.kind === 'list') return Array.isArray(value) ? ofList(value, plan, found) : emptySet;
  return leaf;
}

/** All paths of a value, including containers. */
export function everyPath(value: unknown, plan: MergePlan): FieldSet {
  if (plan.kind === 'leaf') return leaf;
  const children = new Map<string, FieldSet>();
  if (plan.kind === 'list') {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    const { elements, repeated } = listElements(items, plan);
    for (const [index, element] of elements.entries())
      children.set(element, repeated?.has(element) ? leaf : everyPath(items[index], plan.item));
  } else if (isPlain(value)) {
    for (const name in value) {
      const below = value[name];
      if (below === undefined) continue;
      const slot = plan.slot(name);
      children.set(slot.element, everyPath(below, slot.plan));
    }
  }
  return fieldSet(children, true);
}

/** Errors of a value that cannot be applied: items without their key, or with duplicate keys. Paths are upstream's. */
export function listProblems(value: unknown, plan: MergePlan, path = ''): readonly string[] {
  if (plan.kind === 'leaf' || typeof value !== 'object' || value === null) return [];
  if (plan.kind === 'map') {
    if (!isPlain(value)) return [];
    return Object.keys(value).flatMap((name) => listProblems(value[name], plan.slot(name).plan, `${path}.${name}`));
  }
  const found: string[] = [];
  const seen = new Set<string>();
  for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
    const element = elementOrProblem(item, plan);
    if (typeof element !== 'string') return [...found, `${path}: element ${index}: ${element.message}`];
    if (seen.has(element)) found.push(`${path}: duplicate entries for key ${showElement(element)}`);
    seen.add(element);
    found.push(...listProblems(item, plan.item, `${path}${showElement(element)}`));
  }
  return found;
}

function elementOrProblem(item: unknown, plan: ListPlan): string | ListKeyError {
  try {
    return plan.element(item);
  } catch (error) {
    if (error instanceof ListKeyError) return error;
    throw error;
  }
}
