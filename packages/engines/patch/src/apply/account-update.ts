/** The account of plain writes: create, update, patch. */
import type { KubeObject } from '@kubets/machinery/meta';
import { type FieldWriteRequest, nameOf, updatedManagers } from './field-write.ts';
import { type Managers, readManagers, withManagersSteps, withoutAccount } from './managers.ts';
import { ListKeyError } from './merge-plan.ts';
import { atOnce, type Steps } from './steps.ts';

/** What the writer says of the account: nothing (the live one goes on), a new one, or that it is to be forgotten. */
function accountOf(live: KubeObject | undefined, next: KubeObject, request: FieldWriteRequest): Managers {
  const standing = (): Managers => readManagers(live?.metadata?.managedFields) ?? new Map();
  const said = next.metadata?.managedFields;
  if (said === undefined || request.subresource !== '' || said === live?.metadata?.managedFields) return standing();
  const [only] = said;
  if (only === undefined || (said.length === 1 && Object.keys(only).length === 0)) return new Map();
  const read = readManagers(said);
  return read === undefined || read.size === 0 ? standing() : read;
}

/**
 * The object with the account of a create, update or patch in it: the writer owns what it added or changed; what it
 * changed or removed is no longer anybody else's. `live` is undefined for a create. An object that nobody has kept an
 * account of goes without. Costs what the write changes, not what the object holds, where the two share the rest.
 */
export function accountUpdate(live: KubeObject | undefined, next: KubeObject, request: FieldWriteRequest): KubeObject {
  return atOnce(accountUpdateSteps(live, next, request));
}

/** {@link accountUpdate}, interrupted where others may get their turn. */
export function* accountUpdateSteps(
  live: KubeObject | undefined,
  next: KubeObject,
  request: FieldWriteRequest,
): Steps<KubeObject> {
  const account = accountOf(live, next, request);
  yield;
  const bare = withoutAccount(next);
  if (account.size === 0 && live?.metadata?.uid) return bare;
  try {
    const before = live === undefined ? {} : withoutAccount(live);
    const managers = yield* updatedManagers(account, before, bare, request, nameOf(request, 'Update'));
    yield;
    return yield* withManagersSteps(bare, managers);
  } catch (error) {
    // Upstream keeps no account of an object whose lists break their own rules.
    if (error instanceof ListKeyError) return bare;
    throw error;
  }
}
