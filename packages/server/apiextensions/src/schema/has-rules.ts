/** Finds the schemas that have rules (`x-kubernetes-validations`). */
import type { TypeNode } from '@kubets/schema';

const knownToHaveRules = new WeakMap<TypeNode, boolean>();

/** Whether the schema, or one below it, has rules. */
export function hasRules(node: TypeNode): boolean {
  const known = knownToHaveRules.get(node);
  if (known !== undefined) return known;
  const below = [...(node.fields ?? []), node.items, node.values];
  const found = (node.validations ?? []).length > 0 || below.some((each) => each !== undefined && hasRules(each));
  knownToHaveRules.set(node, found);
  return found;
}
