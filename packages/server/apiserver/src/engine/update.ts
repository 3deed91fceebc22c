/**
 * Updates an object: reads it, applies the change, validates the result, and writes it unless another writer was
 * faster.
 */
import { deepEqual, nextTurn } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { KubeObject } from '@kubets/machinery/meta';
import { validateObjectMetaUpdate } from '@kubets/machinery/names';
import { errors } from '@kubets/machinery/status-error';
import { WriteAllocations } from './allocations/write-allocations.ts';
import { noCompanions } from './companions.ts';
import { createObject } from './create.ts';
import { releasedByUpdate } from './deletion.ts';
import { withRevision } from './object-bytes.ts';
import { largeObjectBytes } from './object-size.ts';
import { prepareUpdate } from './preparation.ts';
import type { ServedResource } from './served-resource.ts';
import { SideWrites } from './side-writes.ts';
import type { StoredObject } from './stored-resource.ts';
import { type Check, foundBy, foundInTurns, foundLate, refuseInvalid, type WriteContext } from './write-context.ts';
import { mutated, withWriter } from './written-fields.ts';

/** How often a change is retried after a conflict; many more times than realistic contention requires. */
const maxAttempts = 100;

export interface Change {
  readonly namespace: string;
  readonly name: string;
  /** `status`, `finalize`, empty for the object itself, `*` for all parts. */
  readonly subresource: string;
  /**
   * The uid of the wanted object identifies an object: if another one exists, that is a Conflict and not a validation
   * error.
   */
  readonly meansUid?: boolean;
  /**
   * Computes the wanted object from the current one, both in the served version; `large`: in several turns. Runs again
   * after each conflict.
   */
  desired(current: KubeObject, large: boolean): KubeObject | Promise<KubeObject>;
  /** What to create if there is no object. Absent: NotFound. */
  create?(): KubeObject | Promise<KubeObject>;
}

export interface Changed {
  readonly object: KubeObject;
  readonly created: boolean;
}

function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value;
}

function immutableErrors(resource: ServedResource, next: KubeObject, old: KubeObject): readonly FieldError[] {
  return (resource.definition.strategy.immutable ?? [])
    .filter((path) => !deepEqual(valueAt(next, path), valueAt(old, path)))
    .map((path) => fieldError.invalid(path, valueAt(next, path), 'field is immutable'));
}

/** Each of them may take long for a large object. */
function updateChecks(
  resource: ServedResource,
  next: KubeObject,
  old: KubeObject,
  subresource: string,
): readonly Check[] {
  const { strategy } = resource.definition;
  const versioned = { resourceVersion: old.metadata?.resourceVersion ?? '', ...next.metadata };
  const general: readonly Check[] = [
    () => validateObjectMetaUpdate(versioned, old.metadata ?? {}),
    () => resource.type.validateUpdate(next, old),
  ];
  if (subresource === 'status') return [...general, () => strategy.validateStatusUpdate?.(next, old) ?? []];
  if (subresource !== '') return [...general, () => strategy.validateSubresource?.[subresource]?.(next, old) ?? []];
  return [...general, () => immutableErrors(resource, next, old), () => strategy.validateUpdate?.(next, old) ?? []];
}

/** The current object must match the resourceVersion and the uid that the client names. */
function checkIdentity(
  resource: ServedResource,
  { name, meansUid = false }: Change,
  next: KubeObject,
  current: StoredObject,
): void {
  const { uid, resourceVersion } = next.metadata ?? {};
  const standing = current.object.metadata?.uid;
  if (meansUid && uid && uid !== standing) {
    const why = `StorageError: invalid object, Code: 4, Key: ${current.key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${standing}`;
    throw errors.conflict(resource.groupResource, name, why);
  }
  if (!resourceVersion || resourceVersion === '0') {
    if (resource.definition.strategy.unconditionalUpdate !== false) return;
    // Upstream names the resource instead of its kind.
    const { group, plural } = resource.definition;
    const missing = fieldError.invalid('metadata.resourceVersion', 0, 'must be specified for an update');
    throw errors.invalid({ group, kind: plural }, name, [missing]);
  }
  if (resourceVersion !== current.object.metadata?.resourceVersion) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again';
    throw errors.conflict(resource.groupResource, name, why);
  }
}

function comparable({ metadata, ...rest }: KubeObject): object {
  const managedFields = metadata?.managedFields?.map(({ time: _, ...entry }) => entry);
  return { ...rest, metadata: { ...metadata, resourceVersion: undefined, managedFields } };
}

/** No change that is worth a write: an apply of `cpu: 1000m` over `cpu: 1` must not leave a new timestamp behind. */
function sameButRevision(a: KubeObject, b: KubeObject): boolean {
  return deepEqual(comparable(a), comparable(b));
}

type Attempt = { readonly object: KubeObject } | { readonly standing: StoredObject | undefined };

/**
 * What a write of the status or of another part says about the rest is ignored, so it allocates and releases nothing.
 */
const isWhole = ({ subresource }: Change): boolean => subresource === '' || subresource === '*';

/** The resulting object: prepared and valid. */
async function prepared(
  resource: ServedResource,
  change: Change,
  desired: KubeObject,
  old: KubeObject,
  context: WriteContext,
  side: SideWrites,
): Promise<KubeObject> {
  const { definition, shape } = resource;
  const strategyContext = resource.strategyContext(context.user, context.requester);
  const next = prepareUpdate(definition, shape, desired, old, change.subresource, strategyContext);
  if (context.large) await nextTurn();
  const checks = updateChecks(resource, next, old, change.subresource);
  const found = context.large ? await foundInTurns(checks) : foundBy(checks);
  const more = await foundLate(resource, found, [next, old], context, change.subresource);
  refuseInvalid(resource, change.name, [...found, ...more]);
  if (change.subresource === '') {
    for (const warning of definition.strategy.warnings?.(next, old) ?? []) context.warn(warning);
  }
  if (context.large) await nextTurn();
  await context.stages.validate(next, old, context.dryRun ? undefined : side);
  return next;
}

/** One attempt against `current`. `standing`: another writer was faster. */
async function attempt(
  resource: ServedResource,
  change: Change,
  current: StoredObject,
  allocations: WriteAllocations,
  given: WriteContext,
  side: SideWrites,
): Promise<Attempt> {
  const { definition, stored } = resource;
  const large = given.large || current.entry.value.length > largeObjectBytes;
  const context = large === given.large ? given : { ...given, large };
  const standing = current.object;
  if (resource.isRemote) await resource.converted([standing]);
  const old = resource.served(standing);
  if (context.large) await nextTurn();
  const desired = await change.desired(old, context.large);
  if (context.large) await nextTurn();
  if (desired === old) return { object: old };
  checkIdentity(resource, change, desired, current);
  const written = withWriter(resource, old, desired, change.subresource, context);
  const admitted = await mutated(written instanceof Promise ? await written : written, old, context);
  const filled = isWhole(change) ? await allocations.fill(admitted, old) : admitted;
  if (context.large) await nextTurn();
  const next = await prepared(resource, change, filled, old, context, side);
  if (context.large) await nextTurn();
  const gone = releasedByUpdate(definition, next, old);
  const storable = resource.isRemote ? await resource.remotelyStorable(next) : resource.storable(next);
  // Writing an object of a custom resource without a change brings it to the storage version and schema of today.
  const same = definition.custom === undefined ? sameButRevision(next, old) : sameButRevision(storable, standing);
  if (!gone && same) return { object: old };
  if (context.large) await nextTurn();
  const planned = gone || isWhole(change) ? await allocations.plan(old, gone ? undefined : next) : noCompanions;
  const companions = side.joined(planned);
  if (context.dryRun) {
    if (!(await allocations.wouldHold(companions))) return { standing: current };
    return { object: gone ? next : withRevision(next, current.revision) };
  }
  if (context.large) await nextTurn();
  const beside = { guard: context.guard, companions };
  const outcome = gone
    ? await stored.remove(current.key, storable, current.revision, beside)
    : await stored.put(current.key, storable, current.revision, beside);
  side.made(outcome);
  if (allocations.again(outcome, companions)) return { standing: current };
  if (!outcome.done) return { standing: outcome.current };
  if (resource.isRemote) await resource.converted([outcome.object]);
  return { object: resource.served(outcome.object) };
}

/** Throws NotFound, Conflict, Invalid, and the errors of admission. */
export async function updateObject(resource: ServedResource, change: Change, context: WriteContext): Promise<Changed> {
  const key = resource.stored.key(change.namespace, change.name);
  const allocations = new WriteAllocations(resource);
  let current = await resource.stored.read(key);
  for (let tried = 0; tried < maxAttempts; tried++) {
    if (current === undefined) {
      if (change.create === undefined) throw errors.notFound(resource.groupResource, change.name);
      const object = await createObject(resource, await change.create(), change.namespace, context);
      return { object, created: true };
    }
    const side = new SideWrites(resource.context.find, tried);
    try {
      const outcome = await attempt(resource, change, current, allocations, context, side);
      if ('object' in outcome) return { object: outcome.object, created: false };
      current = outcome.standing;
    } finally {
      side.end();
    }
  }
  const why = 'the object has been modified; please apply your changes to the latest version and try again';
  throw errors.conflict(resource.groupResource, change.name, why);
}
