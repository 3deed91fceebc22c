/** JSON merge patches (RFC 7386) as evanphx/json-patch v4 applies and computes them. */
import { deepEqual } from '@kubets/base';
import { isPlain, type Plain, setOwn } from '@kubets/machinery/json';
import { answering, PatchError } from './patch-error.ts';

/** The value without members that are null; null items of arrays are kept. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlain(value)) return value;
  const pruned: Plain = {};
  for (const [key, member] of Object.entries(value)) if (member !== null) setOwn(pruned, key, withoutNulls(member));
  return pruned;
}

/** As {@link applyMergePatch}, of two objects. */
export function mergeInto(document: Plain, patch: Plain): Plain {
  const merged = { ...document };
  for (const [key, change] of Object.entries(patch)) {
    const current = Object.hasOwn(merged, key) ? merged[key] : undefined;
    if (change === null) delete merged[key];
    else if (!isPlain(current)) setOwn(merged, key, withoutNulls(change));
    // If an array replaces an object, it is used unchanged, nulls included.
    else setOwn(merged, key, isPlain(change) ? mergeInto(current, change) : change);
  }
  return merged;
}

/**
 * The document after the patch. A patch that is an array becomes the document; any other scalar is refused with a
 * StatusError (BadRequest). Nothing is written to; the result shares with both.
 */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  return answering(() => {
    if (Array.isArray(patch)) return withoutNulls(patch);
    if (!isPlain(patch)) throw new PatchError('malformed', 'Invalid JSON Patch');
    return isPlain(document) ? mergeInto(document, patch) : withoutNulls(patch);
  });
}

/** The patch from `original` to `modified`. Lists are replaced as a whole; a null in `modified` cannot be expressed. */
export function createMergePatch(original: Plain, modified: Plain): Plain {
  const patch: Plain = {};
  for (const [key, value] of Object.entries(modified)) {
    const before = Object.hasOwn(original, key) ? original[key] : undefined;
    if (isPlain(before) && isPlain(value)) {
      const change = createMergePatch(before, value);
      if (Object.keys(change).length > 0) setOwn(patch, key, change);
    } else if (!Object.hasOwn(original, key) || !deepEqual(before, value)) setOwn(patch, key, value);
  }
  for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) setOwn(patch, key, null);
  return patch;
}

/** The part of a merge patch that deletes (`deletions`), or the part that adds and changes. */
export function partOfMergePatch(patch: Plain, deletions: boolean): Plain {
  const part: Plain = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      if (deletions) setOwn(part, key, null);
    } else if (isPlain(value) && Object.keys(value).length > 0) {
      const below = partOfMergePatch(value, deletions);
      if (Object.keys(below).length > 0) setOwn(part, key, below);
    } else if (!deletions) setOwn(part, key, value);
  }
  return part;
}

/** Whether two merge patches set one member to different values (`mergepatch.HasConflicts`). */
export function mergePatchesConflict(left: unknown, right: unknown): boolean {
  if (isPlain(left)) {
    if (!isPlain(right)) return true;
    return Object.entries(left).some(
      ([key, value]) => Object.hasOwn(right, key) && mergePatchesConflict(value, right[key]),
    );
  }
  if (!Array.isArray(left)) return !deepEqual(left, right);
  if (!Array.isArray(right) || left.length !== right.length) return true;
  return left.some((value, index) => mergePatchesConflict(value, right[index]));
}
