/** Managed fields that mutating admission changed. Loaded when it does. */
import { deepEqual } from '@kubets/base';
import type { KubeObject, ManagedFieldsEntry } from '@kubets/machinery/meta';
import { validateManagedFields } from '@kubets/machinery/names';
import { areManagedFieldsReadable } from '@kubets/patch/apply';

function withManagedFields(object: KubeObject, entries: readonly ManagedFieldsEntry[] | undefined): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata: entries === undefined ? metadata : { ...metadata, managedFields: entries } };
}

/** Why an object cannot have these managed fields; undefined: they are valid. */
function problemOf(entries: readonly ManagedFieldsEntry[] | undefined): string | undefined {
  const found = validateManagedFields(entries, 'metadata.managedFields');
  if (found.length > 0) return found.map(({ field, message }) => `${field}: ${message}`).join(', ');
  return areManagedFieldsReadable(entries) ? undefined : 'metadata.managedFields cannot be decoded';
}

/**
 * `admitted` with the managed fields of `owned`, the object before admission, if admission made them invalid; otherwise
 * with its own. Upstream: `fieldmanager/admission.go`.
 */
export function withValidManagedFields(
  admitted: KubeObject,
  owned: KubeObject,
  warn: (message: string) => void,
): KubeObject {
  const [before, after] = [owned.metadata?.managedFields, admitted.metadata?.managedFields];
  // A copy of the same entries: what is known about the original ones need not be computed again.
  if (deepEqual(after, before)) return withManagedFields(admitted, before);
  const problem = problemOf(after);
  if (problem === undefined) return admitted;
  warn(
    `.metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating admission controller; please fix your requests: ${problem}`,
  );
  return withManagedFields(admitted, before);
}
