/** The patches that `kubectl apply` and `kubectl edit` compute. */
import { encodeJson, isPlain, own, type Plain } from '@kubets/machinery/json';
import type { TypeNode, TypeTable } from '@kubets/schema';
import { createMergePatch, mergeInto, mergePatchesConflict, partOfMergePatch } from './merge-patch.ts';
import { goFormat } from './patch-error.ts';
import { patchSchema } from './patch-schema.ts';
import { strategicPatchesConflict } from './strategic-conflicts.ts';
import { StrategicDiff } from './strategic-diff.ts';
import { StrategicMerge } from './strategic-merge.ts';

/** Checks a computed patch. */
export type Precondition = (patch: Plain) => boolean;

/** Fails when the patch touches this member: `apiVersion`, `kind`. */
export const requireKeyUnchanged =
  (key: string): Precondition =>
  (patch) =>
    !Object.hasOwn(patch, key);

/** Fails when the patch touches this member of the metadata: `name`. */
export const requireMetadataKeyUnchanged =
  (key: string): Precondition =>
  (patch) => {
    const metadata = own(patch, 'metadata');
    return !isPlain(metadata) || !Object.hasOwn(metadata, key);
  };

/** A patch that a precondition forbids. */
export class PreconditionError extends Error {
  override readonly name = 'PreconditionError';
}

/** A conflicting concurrent change. */
export class PatchConflictError extends Error {
  override readonly name = 'PatchConflictError';

  constructor(patch: Plain, changes: Plain) {
    const [wanted, made] = [encodeJson(patch), encodeJson(changes)];
    super(`patch:\n${wanted}\nconflicts with changes made from original to current:\n${made}\n`);
  }
}

function checked(patch: Plain, preconditions: readonly Precondition[] = []): Plain {
  if (preconditions.every((holds) => holds(patch))) return patch;
  throw new PreconditionError(`precondition failed for: ${goFormat(patch)}`);
}

export interface PatchOptions {
  readonly preconditions?: readonly Precondition[];
}

export interface ThreeWayOptions extends PatchOptions {
  /** Whether concurrent changes since `original` are overwritten (default) or a conflict. */
  readonly overwrite?: boolean;
}

/** The strategic merge patch from `original` to `modified`. Throws PatchError or {@link PreconditionError}. */
export function createStrategicPatch(
  original: Plain,
  modified: Plain,
  node: TypeNode,
  table: TypeTable,
  options: PatchOptions = {},
): Plain {
  const diff = new StrategicDiff(patchSchema(table), { setOrder: true });
  return checked(diff.objects(original, modified, node), options.preconditions);
}

/**
 * The strategic merge patch from `current` (live) to `modified` (desired) that also deletes fields which are in `original` (last applied)
 * but not in `modified`. Fields that are only in `current` are kept.
 * Throws PatchError, {@link PreconditionError} or, unless overwriting, {@link PatchConflictError}.
 */
export function createThreeWayStrategicPatch(
  original: Plain,
  modified: Plain,
  current: Plain,
  node: TypeNode,
  table: TypeTable,
  options: ThreeWayOptions = {},
): Plain {
  const schema = patchSchema(table);
  const changes = new StrategicDiff(schema, { ignoreDeletions: true, setOrder: true });
  const deletions = new StrategicDiff(schema, { ignoreChanges: true, setOrder: true });
  const patch = new StrategicMerge(schema, 'combine').merge(
    deletions.objects(original, modified, node),
    changes.objects(current, modified, node),
    node,
  );
  checked(patch, options.preconditions);
  if (options.overwrite === false) {
    const meanwhile = new StrategicDiff(schema, {}).objects(original, current, node);
    if (strategicPatchesConflict(patch, meanwhile, node, schema)) throw new PatchConflictError(patch, meanwhile);
  }
  return patch;
}

/** Like {@link createThreeWayStrategicPatch}, for kinds without patch strategies: a JSON merge patch. */
export function createThreeWayMergePatch(
  original: Plain,
  modified: Plain,
  current: Plain,
  options: PatchOptions = {},
): Plain {
  const changes = partOfMergePatch(createMergePatch(current, modified), false);
  const deletions = partOfMergePatch(createMergePatch(original, modified), true);
  if (mergePatchesConflict(changes, deletions)) throw new PatchConflictError(changes, deletions);
  return checked(mergeInto(deletions, changes), options.preconditions);
}
