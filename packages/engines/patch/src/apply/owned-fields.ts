/** The fields a value consists of. */
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

/** Elements of a list in order, and those of them that stand in it more than once. */
export interface ListElements {
  readonly elements: readonly string[];
  readonly repeated: ReadonlySet<string> | undefined;
}

/** Lists this short are searched faster than they are indexed. */
const short = 8;

export function listElements(items: readonly unknown[], plan: ListPlan): ListElements {
  const elements = items.map((item) => plan.element(item));
  let repeated: Set<string> | undefined;
  const seen = elements.length > short ? new Set<string>() : undefined;
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

/** What was met on the way: whether a list holds two items of one element. */
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
  // Null and an empty object are values that somebody sets; so is each entry of a map.
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
 * The set an applier owns by applying `value`: its leaves and the items of its lists. Of the value itself it has what is
 * below; it is a member only as a leaf. Writes into `found`. Throws ListKeyError.
 */
export function ownedFields(value: unknown, plan: MergePlan, found?: Found): FieldSet {
  if (plan.kind === 'map') {
    if (isPlain(value)) return ofMap(value, plan, found);
    return plan.deduced && value !== null ? leaf : emptySet;
  }
  if (plan.kind === 'list') return Array.isArray(value) ? ofList(value, plan, found) : emptySet;
  return leaf;
}

/** Every path of a value: its containers too. */
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

/** What keeps a value from being applied: items without their key, two with the same. Paths as upstream shows them. */
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
