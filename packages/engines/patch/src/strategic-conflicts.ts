/** Whether two strategic merge patches conflict. */
import { deepEqual } from '@kubets/base';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import type { TypeNode } from '@kubets/schema';
import { directive, itemKind, retainKeysDirective } from './directives.ts';
import { identity, mergeKeyOf } from './element-order.ts';
import type { PatchField, PatchSchema } from './patch-schema.ts';

type Strategy = Pick<PatchField, 'strategy' | 'mergeKey'>;

const plainStrategy: Strategy = { strategy: '', mergeKey: '' };

/** `strategicpatch.MergingMapsHaveConflicts`. */
export function strategicPatchesConflict(left: Plain, right: Plain, node: TypeNode, schema: PatchSchema): boolean {
  return valuesConflict(left, right, node, plainStrategy, schema);
}

function valuesConflict(
  left: unknown,
  right: unknown,
  node: TypeNode,
  strategy: Strategy,
  schema: PatchSchema,
): boolean {
  if (isPlain(left)) {
    if (!isPlain(right)) return true;
    // A directive concerns the whole object: both have the same, or they differ.
    if (own(left, directive) !== own(right, directive)) return true;
    return strategy.strategy !== 'replace' && membersConflict(left, right, node, schema);
  }
  if (!Array.isArray(left)) return !deepEqual(left, right);
  return !Array.isArray(right) || listsConflict(left, right, node, strategy, schema);
}

function membersConflict(left: Plain, right: Plain, node: TypeNode, schema: PatchSchema): boolean {
  return Object.entries(left).some(([key, value]) => {
    if (key === directive || key === retainKeysDirective || !Object.hasOwn(right, key)) return false;
    // Directives on lists are not in the schema, so they are compared directly.
    if (key.startsWith('$')) return !deepEqual(value, right[key]);
    const field = Array.isArray(value) ? schema.list(node, key) : isPlain(value) ? schema.object(node, key) : undefined;
    return valuesConflict(value, right[key], field?.child ?? node, field ?? plainStrategy, schema);
  });
}

function listsConflict(
  left: readonly unknown[],
  right: readonly unknown[],
  node: TypeNode,
  { strategy, mergeKey }: Strategy,
  schema: PatchSchema,
): boolean {
  const kind = itemKind(left, right);
  if (strategy === 'merge') {
    // Patches only add scalars.
    if (kind !== 'object') return false;
    const others = new Map((right as Plain[]).map((item) => [identity(mergeKeyOf(item, mergeKey)), item]));
    return (left as Plain[]).some((item) => {
      const other = others.get(identity(mergeKeyOf(item, mergeKey)));
      return other !== undefined && valuesConflict(item, other, node, plainStrategy, schema);
    });
  }
  if (left.length !== right.length) return true;
  if (kind === 'object') {
    return left.some((item, index) => valuesConflict(item, right[index], node, plainStrategy, schema));
  }
  const sorted = (list: readonly unknown[]): string[] => list.map(identity).sort();
  return !deepEqual(sorted(left), sorted(right));
}
