/** Merges a configuration into an object without owners of fields, as mutating admission policies do. Upstream: ApplyStructuredMergeDiff. */
import type { TypeNode, TypeTable } from '@kubets/schema';
import { mergeValues } from './merge.ts';
import { isPlain, type MergePlan, mergePlan } from './merge-plan.ts';
import { listProblems } from './owned-fields.ts';
import { typeProblems } from './type-problems.ts';

/** A configuration that cannot be merged; `message` is upstream's. */
export class MergeError extends Error {
  override readonly name = 'MergeError';
}

/** The paths of lists, maps and objects of a configuration that are owned as a whole. */
function atomicPaths(value: unknown, plan: MergePlan, path: string): readonly string[] {
  const composite = Array.isArray(value) || isPlain(value);
  if (plan.kind === 'leaf') return plan.atomic && composite ? [path] : [];
  if (plan.kind === 'list') {
    if (!Array.isArray(value)) return [];
    return value.flatMap((item, index) => atomicPaths(item, plan.item, `${path}[${index}]`));
  }
  // A list of no known type is atomic.
  if (Array.isArray(value)) return [path];
  if (!isPlain(value)) return [];
  return Object.keys(value).flatMap((name) => {
    const slot = plan.slot(name);
    return slot.named ? atomicPaths(value[name], slot.plan, `${path}.${name}`) : [];
  });
}

const problemText = (problems: readonly string[]): string =>
  problems.length === 1 ? problems.join('') : ['errors:', ...problems.map((each) => `  ${each}`)].join('\n');

/**
 * Merges objects and keyed lists, and replaces scalars. Throws {@link MergeError} for a configuration of the wrong type, and for one that
 * contains an atomic list, map or object. `live` is not written to.
 */
export function mergeConfiguration(live: unknown, config: unknown, type: TypeNode, table: TypeTable): unknown {
  const plan = mergePlan(type, table);
  const typed = typeProblems(config, type, table);
  const problems = typed.length > 0 ? typed : listProblems(config, plan);
  if (problems.length > 0) {
    throw new MergeError(`failed to convert patch object to typed object: ${problemText(problems)}`);
  }
  const atomics = atomicPaths(config, plan, '');
  if (atomics.length > 0) {
    const which = atomics.join(', ');
    throw new MergeError(`invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${which}`);
  }
  return mergeValues(live, config, plan);
}
