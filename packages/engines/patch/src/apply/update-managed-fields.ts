/** The managed fields of plain writes: create, update, patch. */
import type { KubeObject } from '@kubets/machinery/meta';
import { type FieldWriteRequest, nameOf, updatedManagers } from './field-write.ts';
import { type Managers, readManagers, withManagersSteps, withoutManagedFields } from './managers.ts';
import { ListKeyError } from './merge-plan.ts';
import { atOnce, type Steps } from './steps.ts';

/** What the writer says of managedFields: nothing (the live entries stay), new entries, or that they are to be cleared. */
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
 * The object with the managed fields of a create, update or patch: the writer owns what it added or changed; what it
 * changed or removed is no longer anybody else's. `live` is undefined for a create. An object whose fields were
 * never tracked stays without. Costs what the write changes, not what the object holds, where the two share the rest.
 */
export function updateManagedFields(
  live: KubeObject | undefined,
  next: KubeObject,
  request: FieldWriteRequest,
): KubeObject {
  return atOnce(updateManagedFieldsSteps(live, next, request));
}

/** {@link updateManagedFields}, interrupted where others may get their turn. */
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
    // Upstream tracks no fields of an object whose lists break their own rules.
    if (error instanceof ListKeyError) return bare;
    throw error;
  }
}
