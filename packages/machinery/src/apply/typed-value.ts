/** How a value falls into fields that can be owned one by one: by its type, or deduced where it has none. */
import type { FieldNode, TypeNode, TypeTable } from '../schema/type-node.ts';

/** One field, entry or item of a container, with its path element. */
export interface Child {
  readonly key: string;
  readonly value: unknown;
  readonly node: TypeNode;
}

export type Container =
  | { readonly kind: 'object'; readonly children: readonly Child[] }
  | { readonly kind: 'list'; readonly children: readonly Child[]; readonly items: 'map' | 'set' };

const deduced: TypeNode = { preserveUnknown: true };

/** The list breaks its own rule: an item without its key, or two with the same. */
export class ListKeyError extends Error {
  override readonly name = 'ListKeyError';
}

/** Found once per node: tables and their nodes never change. */
const resolvedNodes = new WeakMap<TypeTable, WeakMap<TypeNode, TypeNode>>();

/** The node with what it refers to; what is said beside the reference wins. */
export function resolveNode(node: TypeNode, table: TypeTable): TypeNode {
  if (node.ref === undefined) return node;
  let known = resolvedNodes.get(table);
  if (known === undefined) {
    known = new WeakMap();
    resolvedNodes.set(table, known);
  }
  const found = known.get(node) ?? followReference(node, node.ref, table);
  known.set(node, found);
  return found;
}

function followReference(node: TypeNode, reference: string, table: TypeTable): TypeNode {
  const target = table.get(reference);
  if (target === undefined) return deduced;
  const { ref: _, ...beside } = node;
  return resolveNode({ ...target, ...beside }, table);
}

/** Found once per type: the facts' nodes never change. */
const fieldsByName = new WeakMap<readonly FieldNode[], ReadonlyMap<string, TypeNode>>();

function fieldsOf(fields: readonly FieldNode[]): ReadonlyMap<string, TypeNode> {
  const known = fieldsByName.get(fields);
  if (known !== undefined) return known;
  const map = new Map(fields.map((field) => [field.name, field]));
  fieldsByName.set(fields, map);
  return map;
}

function nodeOfKey(node: TypeNode, name: string): TypeNode {
  return (node.fields === undefined ? undefined : fieldsOf(node.fields).get(name)) ?? node.values ?? deduced;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The `k:` element of an item; a key it lacks takes its default, or null. */
function itemKey(item: unknown, node: TypeNode, keys: readonly string[]): string {
  if (!isPlain(item)) throw new ListKeyError('associative list has an element that is not an object');
  const found = [...keys]
    .sort()
    .map(
      (name) =>
        [name, (Object.hasOwn(item, name) ? item[name] : undefined) ?? nodeOfKey(node, name).default ?? null] as const,
    );
  if (found.every(([, value]) => value === null))
    throw new ListKeyError(
      `associative list with keys has an element that omits key field ${JSON.stringify(keys[0])} (and doesn't have default value)`,
    );
  return `k:${JSON.stringify(Object.fromEntries(found))}`;
}

/** The fields of a value; undefined when it is owned as a whole (scalars, atomic lists and maps). */
export function containerOf(value: unknown, node: TypeNode, table: TypeTable): Container | undefined {
  if (typeof value !== 'object' || value === null || node.customJSON === true || node.intOrString === true)
    return undefined;
  if (isPlain(value)) {
    if (node.mapType === 'atomic') return undefined;
    const children = Object.entries(value)
      .filter(([, below]) => below !== undefined)
      .map(([name, below]) => ({ key: `f:${name}`, value: below, node: resolveNode(nodeOfKey(node, name), table) }));
    return { kind: 'object', children };
  }
  const item = resolveNode(node.items ?? deduced, table);
  if (node.listType === 'map') {
    const keys = node.listMapKeys ?? [];
    const children = (value as readonly unknown[]).map((each) => ({
      key: itemKey(each, item, keys),
      value: each,
      node: item,
    }));
    return { kind: 'list', items: 'map', children };
  }
  if (node.listType === 'set') {
    const children = (value as readonly unknown[]).map((each) => ({
      key: `v:${JSON.stringify(each)}`,
      value: each,
      node: item,
    }));
    return { kind: 'list', items: 'set', children };
  }
  return undefined;
}

/** Children by path element. Items that share one (only objects stored before the rule can) stand together as one value. */
export function byKey(container: Container): ReadonlyMap<string, Child> {
  const map = new Map<string, Child>();
  for (const child of container.children) {
    const other = map.get(child.key);
    map.set(
      child.key,
      other === undefined
        ? child
        : {
            key: child.key,
            value: [other.value, child.value],
            node: { ...child.node, listType: 'atomic', mapType: 'atomic', customJSON: true },
          },
    );
  }
  return map;
}

/** Throws when two items of a list share a key, as upstream refuses an applied object. */
export function refuseDuplicates(container: Container, path: string): void {
  const seen = new Set<string>();
  for (const { key } of container.kind === 'list' ? container.children : []) {
    if (seen.has(key)) throw new ListKeyError(`${path}: duplicate entries for key [${key.slice(2)}]`);
    seen.add(key);
  }
}

export function equalValues(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equalValues(left[key], right[key]))
  );
}

/** A path element as messages show it. */
export function showKey(key: string): string {
  return key.startsWith('f:') ? `.${key.slice(2)}` : `[${key.slice(2)}]`;
}
