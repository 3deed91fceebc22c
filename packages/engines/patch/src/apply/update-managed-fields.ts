/** The managed fields of create, update and patch. */
import { atOnce, type Steps } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { type FieldWriteRequest, nameOf, updatedManagers } from './field-write.ts';
import { type Managers, readManagers, withManagersSteps, withoutManagedFields } from './managers.ts';
import { ListKeyError } from './merge-plan.ts';

/** The writer's managedFields: none (live entries are kept), new entries, or cleared. */
function standingManagers(live: KubeObject | undefined, next: KubeObject, request: FieldWriteRequest): Managers {
  const standing = (): Managers => readManagers(live?.metadata?.managedFields) ?? new Map();
  const said = next.metadata?.managedFields;
  if (said === undefined || request.subresource !== '' || said === live?.metadata?.managedFields) return standing();
  const [only] = said;
  if (only === undefined || (said.length === 1 && Object.keys(only).length === 0)) return new Map();
  const read = readManagers(said);
  return read === undefined || read.size === 0 ? standing() : read;
}

/**
 * The object with managed fields after a create, update or patch: the writer owns fields that it added or changed; other managers lose
 * changed and removed fields. `live` is undefined for a create. Objects whose fields were never tracked are not changed. The cost depends
 * on the changed part, if the two objects share the rest.
 */
export function updateManagedFields(
  live: KubeObject | undefined,
  next: KubeObject,
  request: FieldWriteRequest,
): KubeObject {
  return atOnce(updateManagedFieldsSteps(live, next, request));
}

/** {@link updateManagedFields} in steps, between which the caller can yield. */
export function* updateManagedFieldsSteps(
  live: KubeObject | undefined,
  next: KubeObject,
  request: FieldWriteRequest,
): Steps<KubeObject> {
  const standing = standingManagers(live, next, request);
  yield;
  const bare = withoutManagedFields(next);
  if (standing.size === 0 && live?.metadata?.uid) return bare;
  try {
    const before = live === undefined ? {} : withoutManagedFields(live);
    const managers = yield* updatedManagers(standing, before, bare, request, nameOf(request, 'Update'));
    yield;
    return yield* withManagersSteps(bare, managers);
  } catch (error) {
    // Upstream does not track fields of objects with invalid lists.
    if (error instanceof ListKeyError) return bare;
    throw error;
  }
}
