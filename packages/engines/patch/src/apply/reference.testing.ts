/**
 * The algebra of field sets as its definition reads, slow and without sharing: a set is its paths, a value is what stands
 * at its paths. The fast engine is held against it.
 */
import { canonicalText, type TypeNode, type TypeTable } from '@kubets/schema';
import { type FieldSet, paths, setOf } from './field-set.ts';

/** Path elements, joined by a character that no element contains. */
type PathText = string;
const separator = '\u0000';

export function pathTexts(set: FieldSet): readonly PathText[] {
  return Array.from(paths(set), (path) => path.join(separator)).sort();
}

export function setOfTexts(texts: Iterable<PathText>): FieldSet {
  return setOf(Array.from(texts, (text) => text.split(separator)));
}

function resolved(node: TypeNode, table: TypeTable): TypeNode {
  if (node.ref === undefined) return node;
  const { ref, ...beside } = node;
  return resolved({ ...table.get(ref), ...beside }, table);
}

const container = 'container';

type Plain = Readonly<Record<string, unknown>>;

/** The fields of a value with their elements; undefined for a leaf. */
function fieldsOf(
  value: unknown,
  node: TypeNode,
  table: TypeTable,
): readonly (readonly [string, unknown, TypeNode])[] | undefined {
  if (typeof value !== 'object' || value === null || node.customJSON || node.mapType === 'atomic') return undefined;
  if (!Array.isArray(value))
    return Object.entries(value).map(([name, below]) => {
      const field = node.fields?.find((each) => each.name === name) ?? node.values ?? {};
      return [`f:${name}`, below, resolved(field, table)];
    });
  const item = resolved(node.items ?? {}, table);
  if (node.listType === 'set') return value.map((each: unknown) => [`v:${JSON.stringify(each)}`, each, item]);
  if (node.listType !== 'map') return undefined;
  return value.map((each: Plain) => {
    const keys = [...(node.listMapKeys ?? [])].sort().map((name) => {
      const standard = item.fields?.find((field) => field.name === name)?.default;
      return [name, each[name] ?? standard] as const;
    });
    return [`k:${JSON.stringify(Object.fromEntries(keys))}`, each, item];
  });
}

/** Every path of a value with its content: the JSON of a leaf, or a constant for a container. */
export function everything(value: unknown, type: TypeNode, table: TypeTable): ReadonlyMap<PathText, string> {
  const found = new Map<PathText, string>();
  const walk = (at: unknown, node: TypeNode, path: readonly string[]): void => {
    const fields = fieldsOf(at, node, table);
    if (path.length > 0) found.set(path.join(separator), fields === undefined ? canonicalText(at) : container);
    for (const [element, below, next] of fields ?? []) walk(below, next, [...path, element]);
  };
  walk(value, resolved(type, table), []);
  return found;
}

/** Paths that only one value has, and leaves that differ. */
export function changes(before: ReadonlyMap<PathText, string>, after: ReadonlyMap<PathText, string>) {
  return {
    added: [...after.keys()].filter((path) => !before.has(path)).sort(),
    modified: [...after.keys()].filter((path) => before.has(path) && before.get(path) !== after.get(path)).sort(),
    removed: [...before.keys()].filter((path) => !after.has(path)).sort(),
  };
}
