/**
 * Compiles a schema to a plan for field ownership: which values are leaves, the path elements of fields, and the keys of list items. Parts
 * are compiled on first use.
 */
import type { FieldNode, TypeNode, TypeTable } from '@kubets/schema';
import { goJson, keyElement, valueElement } from './path-element.ts';

export type Plain = Readonly<Record<string, unknown>>;

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An empty plan. */
export function isBare(value: Plain): boolean {
  for (const _ in value) return false;
  return true;
}

/** A leaf, which is owned as a whole: scalars, and `atomic` lists and maps. */
export interface LeafPlan {
  readonly kind: 'leaf';
  readonly atomic: boolean;
}

/** A field of a container: its path element and its plan. */
export interface Slot {
  readonly element: string;
  readonly plan: MergePlan;
  /** True for a declared field; false for a map entry. */
  readonly named: boolean;
}

export type MergePlan = LeafPlan | MapPlan | ListPlan;

const scalar: LeafPlan = { kind: 'leaf', atomic: false };
const atomic: LeafPlan = { kind: 'leaf', atomic: true };

/** An invalid list item: without its key, or of a wrong kind. */
export class ListKeyError extends Error {
  override readonly name = 'ListKeyError';
}

/** The maximum number of interned keys of a type. Objects share most keys. */
const maxInternedKeys = 1_000;

/** An object or map whose fields are owned individually. */
export class MapPlan {
  readonly kind = 'map';
  /** Without a known type, values that are not objects are leaves. */
  readonly deduced: boolean;
  readonly #declared: (name: string) => TypeNode | undefined;
  readonly #free: (() => MergePlan) | undefined;
  readonly #planOf: (node: TypeNode) => MergePlan;
  readonly #slots = new Map<string, Slot>();

  constructor(
    deduced: boolean,
    declared: (name: string) => TypeNode | undefined,
    free: (() => MergePlan) | undefined,
    planOf: (node: TypeNode) => MergePlan,
  ) {
    this.deduced = deduced;
    this.#declared = declared;
    this.#free = free;
    this.#planOf = planOf;
  }

  slot(name: string): Slot {
    return this.#slots.get(name) ?? this.#newSlot(name);
  }

  #newSlot(name: string): Slot {
    const node = this.#declared(name);
    const plan = node === undefined ? (this.#free?.() ?? deducedPlan) : this.#planOf(node);
    const slot: Slot = { element: `f:${name}`, plan, named: node !== undefined };
    if (this.#slots.size >= maxInternedKeys) this.#slots.clear();
    this.#slots.set(name, slot);
    return slot;
  }
}

/** The plan for unknown types: objects have fields, all other values are leaves. */
export const deducedPlan: MapPlan = new MapPlan(
  true,
  () => undefined,
  undefined,
  () => deducedPlan,
);

/** A list whose items are owned individually: identified by their keys, or by their value (no keys). */
export class ListPlan {
  readonly kind = 'list';
  readonly #keys: readonly { readonly name: string; readonly standard: unknown }[];
  readonly #asDeclared: readonly string[];
  readonly #itemPlan: () => MergePlan;
  readonly #elements = new Map<unknown, string>();
  #item: MergePlan | undefined;

  constructor(keys: readonly string[], standardOf: (name: string) => unknown, itemPlan: () => MergePlan) {
    this.#asDeclared = keys;
    this.#keys = [...keys].sort().map((name) => ({ name, standard: standardOf(name) ?? undefined }));
    this.#itemPlan = itemPlan;
  }

  get item(): MergePlan {
    this.#item ??= this.#itemPlan();
    return this.#item;
  }

  /** The path element of an item. Missing keys have their default. Throws ListKeyError. */
  element(item: unknown): string {
    const [first] = this.#keys;
    if (first === undefined) return this.#known(item, () => setElement(item));
    if (!isPlain(item)) throw new ListKeyError(`associative list with keys ${whyNoKeys(item)}`);
    if (this.#keys.length > 1) return this.#keyed(item);
    const value = Object.hasOwn(item, first.name) ? item[first.name] : undefined;
    if (typeof value !== 'string') return this.#keyed(item);
    return this.#known(value, () => keyElement([[first.name, value]]));
  }

  /** Interned, so that equal elements are usually the same string. */
  #known(value: unknown, make: () => string): string {
    const known = this.#elements.get(value);
    if (known !== undefined) return known;
    const element = make();
    if (this.#elements.size >= maxInternedKeys) this.#elements.clear();
    this.#elements.set(value, element);
    return element;
  }

  #keyed(item: Plain): string {
    const found: [string, unknown][] = [];
    for (const { name, standard } of this.#keys) {
      const value = (Object.hasOwn(item, name) ? item[name] : undefined) ?? standard;
      if (value !== undefined) found.push([name, value]);
    }
    if (found.length === 0)
      throw new ListKeyError(
        `associative list with keys has an element that omits all key fields [${this.#asDeclared.map(goJson).join(' ')}] (and doesn't have default values for any key fields)`,
      );
    return keyElement(found);
  }
}

function whyNoKeys(item: unknown): string {
  return item === null || item === undefined ? 'may not have a null element' : 'may not have non-map elements';
}

function setElement(item: unknown): string {
  if (item === null || item === undefined)
    throw new ListKeyError("associative list without keys has an element that's an explicit null");
  if (Array.isArray(item)) throw new ListKeyError('not supported: associative list with lists as elements');
  if (isPlain(item)) throw new ListKeyError("associative list without keys has an element that's a map type");
  return valueElement(item);
}

const objectMeta: TypeNode = { ref: 'k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta' };
const rawExtension = 'k8s.io/apimachinery/pkg/runtime.RawExtension';

/** Types with custom JSON are scalars or arbitrary JSON, which is atomic or owned by field. */
function customPlan({ type, mapType }: TypeNode): MergePlan {
  if (mapType === 'atomic') return atomic;
  return type === undefined ? deducedPlan : scalar;
}

/** The plans of a table's types. Tables and nodes are immutable. */
class Planner {
  readonly #table: TypeTable;
  readonly #byName = new Map<string, MergePlan>();
  readonly #byNode = new WeakMap<TypeNode, MergePlan>();
  readonly #roots = new WeakMap<TypeNode, MergePlan>();

  constructor(table: TypeTable) {
    this.#table = table;
  }

  root(type: string | TypeNode): MergePlan {
    if (typeof type === 'string') {
      const known = this.#byName.get(type);
      if (known !== undefined) return known;
      const plan = this.of({ ref: type });
      this.#byName.set(type, plan);
      return plan;
    }
    if (type.structural !== true) return this.of(type);
    const known = this.#roots.get(type);
    if (known !== undefined) return known;
    // The metadata of a custom resource always has the standard type.
    const plan = this.#compile({ ...type, type: 'object', embedded: true });
    this.#roots.set(type, plan);
    return plan;
  }

  of(node: TypeNode): MergePlan {
    const known = this.#byNode.get(node);
    if (known !== undefined) return known;
    const plan = this.#compile(this.#resolved(node));
    this.#byNode.set(node, plan);
    return plan;
  }

  /** Resolves the reference of a node. Attributes beside the reference win. */
  #resolved(node: TypeNode): TypeNode {
    if (node.ref === undefined) return node;
    const target = this.#table.get(node.ref);
    if (target === undefined) return {};
    const { ref, ...beside } = node;
    // Arbitrary JSON, which is atomic.
    if (ref === rawExtension) return { ...target, mapType: 'atomic', customJSON: true };
    return this.#resolved({ ...target, ...beside });
  }

  #compile(node: TypeNode): MergePlan {
    if (node.intOrString === true) return scalar;
    if (node.customJSON === true) return customPlan(node);
    switch (node.type) {
      case undefined:
        return node.fields === undefined ? deducedPlan : this.#map(node);
      case 'array':
        return this.#list(node);
      case 'object':
      case 'map':
        return node.mapType === 'atomic' ? atomic : this.#map(node);
      default:
        return scalar;
    }
  }

  #map(node: TypeNode): MergePlan {
    const { values, fields } = node;
    const byName = new Map<string, TypeNode>((fields ?? []).map((field): [string, FieldNode] => [field.name, field]));
    if (node.embedded === true) {
      byName.set('apiVersion', { type: 'string' });
      byName.set('kind', { type: 'string' });
      byName.set('metadata', objectMeta);
    }
    const free = values === undefined ? undefined : () => this.of(values);
    if (byName.size === 0 && free === undefined) return deducedPlan;
    return new MapPlan(
      false,
      (name) => byName.get(name),
      free,
      (field) => this.of(field),
    );
  }

  #list({ listType, listMapKeys, items = {} }: TypeNode): MergePlan {
    if (listType !== 'map' && listType !== 'set') return atomic;
    const keys = listType === 'set' ? [] : (listMapKeys ?? []);
    const fields = this.#resolved(items).fields ?? [];
    const standardOf = (key: string): unknown => fields.find(({ name }) => name === key)?.default;
    return new ListPlan(keys, standardOf, () => this.of(items));
  }
}

const planners = new WeakMap<TypeTable, Planner>();

/** The plan of an object's type, by name or node. Compiled once and cached with the table. */
export function mergePlan(type: string | TypeNode, table: TypeTable): MergePlan {
  let planner = planners.get(table);
  if (planner === undefined) {
    planner = new Planner(table);
    planners.set(table, planner);
  }
  return planner.root(type);
}
