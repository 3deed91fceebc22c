/** From values to field sets: all the fields of one, and what differs between two. */
import type { TypeNode, TypeTable } from '../schema/type-node.ts';
import { emptySet, type FieldSet, fieldSet, leaf } from './field-set.ts';
import { byKey, type Child, containerOf, equalValues, refuseDuplicates, showKey } from './typed-value.ts';

/** The set an applier owns by applying `value`: its leaves, and the items of its lists. */
export function ownedFields(value: unknown, node: TypeNode, table: TypeTable, path = ''): FieldSet {
  const container = containerOf(value, node, table);
  if (container === undefined || container.children.length === 0) return leaf;
  refuseDuplicates(container, path);
  return fieldSet(
    container.children.map((child) => {
      const below = ownedFields(child.value, child.node, table, `${path}${showKey(child.key)}`);
      return [child.key, container.kind === 'list' ? { ...below, member: true } : below] as const;
    }),
  );
}

/** Every path of a value: its containers too. */
function everyPath(child: Child, table: TypeTable): FieldSet {
  const container = containerOf(child.value, child.node, table);
  if (container === undefined) return leaf;
  return fieldSet(
    Array.from(byKey(container).values(), (each) => [each.key, everyPath(each, table)] as const),
    true,
  );
}

export interface Differences {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

const none: Differences = { added: emptySet, modified: emptySet, removed: emptySet };

export function isSame({ added, modified, removed }: Differences): boolean {
  return [added, modified, removed].every((set) => !set.member && set.children.size === 0);
}

function under(entries: readonly (readonly [string, Differences])[]): Differences {
  const pick = (which: keyof Differences): FieldSet =>
    fieldSet(entries.map(([key, each]) => [key, each[which]] as const));
  return { added: pick('added'), modified: pick('modified'), removed: pick('removed') };
}

function differ(before: Child | undefined, after: Child | undefined, table: TypeTable): Differences {
  if (before === undefined && after !== undefined) return { ...none, added: everyPath(after, table) };
  if (after === undefined && before !== undefined) return { ...none, removed: everyPath(before, table) };
  if (before === undefined || after === undefined || before.value === after.value) return none;
  return compareValues(before.value, after.value, after.node, table);
}

/** What `after` adds, changes and lacks against `before`. The order of keyed lists and sets does not count. */
export function compareValues(before: unknown, after: unknown, node: TypeNode, table: TypeTable): Differences {
  const [left, right] = [containerOf(before, node, table), containerOf(after, node, table)];
  if (left === undefined || right === undefined || left.kind !== right.kind)
    return equalValues(before, after) ? none : { ...none, modified: leaf };
  const [old, next] = [byKey(left), byKey(right)];
  const keys = new Set([...old.keys(), ...next.keys()]);
  return under(
    Array.from(keys, (key) => [key, differ(old.get(key), next.get(key), table)] as const).filter(
      ([, each]) => !isSame(each),
    ),
  );
}
