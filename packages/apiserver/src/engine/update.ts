/** Changes an object: reads it, makes the wanted one of it, checks that, and writes unless someone came in between. */
import { errors, type FieldError, fieldError, type KubeObject, validateObjectMetaUpdate } from '@kubets/machinery';
import { createObject } from './create.ts';
import { deepEqual } from './deep-equal.ts';
import { finishRemoval } from './delete.ts';
import { releasedByUpdate } from './deletion.ts';
import type { Endpoint } from './endpoint.ts';
import { withRevision } from './object-bytes.ts';
import { prepareUpdate } from './preparation.ts';
import type { StoredObject } from './stored-resource.ts';
import { refuseInvalid, type WriteContext, withReservations } from './write-context.ts';

/** Conflicts with other writers a change is tried again after; many more than any honest contention takes. */
const attempts = 100;

export interface Change {
  readonly namespace: string;
  readonly name: string;
  /** `status`, `finalize`, empty for the object itself, `*` for everything at once. */
  readonly subresource: string;
  /** What managedFields book the write to, where that is not the subresource: a scale writes the object itself. */
  readonly account?: string;
  /** Makes the wanted object of what stands, both in the served version. Runs again after each conflict. */
  desired(current: KubeObject): KubeObject | Promise<KubeObject>;
  /** What to create when nothing stands there. Absent: NotFound. */
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

function immutableErrors(endpoint: Endpoint, next: KubeObject, old: KubeObject): readonly FieldError[] {
  return (endpoint.definition.strategy.immutable ?? [])
    .filter((path) => !deepEqual(valueAt(next, path), valueAt(old, path)))
    .map((path) => fieldError.invalid(path, valueAt(next, path), 'field is immutable'));
}

function updateErrors(
  endpoint: Endpoint,
  next: KubeObject,
  old: KubeObject,
  subresource: string,
): readonly FieldError[] {
  const { strategy } = endpoint.definition;
  const versioned = { resourceVersion: old.metadata?.resourceVersion ?? '', ...next.metadata };
  const found = [
    ...validateObjectMetaUpdate(versioned, old.metadata ?? {}),
    ...endpoint.type.validateUpdate(next, old),
  ];
  if (subresource === 'status' || subresource === 'approval')
    return [...found, ...(strategy.validateStatusUpdate?.(next, old) ?? [])];
  if (subresource !== '') return [...found, ...(strategy.validateSubresource?.[subresource]?.(next, old) ?? [])];
  return [...found, ...immutableErrors(endpoint, next, old), ...(strategy.validateUpdate?.(next, old) ?? [])];
}

/** The object the client means must be the one that stands: by resourceVersion and by uid, where it names them. */
function checkIdentity(endpoint: Endpoint, name: string, next: KubeObject, current: StoredObject): void {
  const { uid, resourceVersion } = next.metadata ?? {};
  const standing = current.object.metadata?.uid;
  if (uid && uid !== standing) {
    const why = `StorageError: invalid object, Code: 4, Key: ${current.key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${standing}`;
    throw errors.conflict(endpoint.resource, name, why);
  }
  if (!resourceVersion || resourceVersion === '0') {
    if (endpoint.definition.strategy.unconditionalUpdate !== false) return;
    refuseInvalid(endpoint, name, [
      fieldError.invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
    ]);
  }
  if (resourceVersion !== current.object.metadata?.resourceVersion) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again';
    throw errors.conflict(endpoint.resource, name, why);
  }
}

function sameButRevision(a: KubeObject, b: KubeObject): boolean {
  return deepEqual(
    { ...a, metadata: { ...a.metadata, resourceVersion: undefined } },
    { ...b, metadata: { ...b.metadata, resourceVersion: undefined } },
  );
}

type Attempt = { readonly object: KubeObject } | { readonly standing: StoredObject | undefined };

/** One try against `current`. `standing`: someone else wrote in between. */
async function attempt(
  endpoint: Endpoint,
  change: Change,
  current: StoredObject,
  context: WriteContext,
): Promise<Attempt> {
  const { definition, stored } = endpoint;
  const old = endpoint.served(current.object);
  const desired = await change.desired(old);
  if (desired === old) return { object: old };
  checkIdentity(endpoint, change.name, desired, current);
  const admitted = await context.stages.mutate(desired, old);
  const write = async (reserved: KubeObject): Promise<{ written: boolean; result: Attempt }> => {
    const strategyContext = endpoint.strategyContext(context.user);
    const prepared = prepareUpdate(definition, endpoint.shape, reserved, old, change.subresource, strategyContext);
    const account = {
      definition,
      subresource: change.account ?? change.subresource,
      manager: context.manager ?? '',
      now: strategyContext.now,
    };
    const next = context.manager === undefined ? prepared : endpoint.context.fields.written(old, prepared, account);
    refuseInvalid(endpoint, change.name, updateErrors(endpoint, next, old, change.subresource));
    if (change.subresource === '') {
      for (const warning of definition.strategy.warnings?.(next, old) ?? []) context.warn(warning);
    }
    await context.stages.validate(next, old);
    if (releasedByUpdate(definition, next, old)) {
      if (context.dryRun) return { written: false, result: { object: next } };
      const removed = await stored.remove(current.key, endpoint.storable(next), current.revision, context.guard);
      if (!removed.done) return { written: false, result: { standing: removed.current } };
      const last = endpoint.served(removed.object);
      await finishRemoval(endpoint, last);
      return { written: false, result: { object: last } };
    }
    if (sameButRevision(next, old)) return { written: true, result: { object: old } };
    if (context.dryRun) return { written: false, result: { object: withRevision(next, current.revision) } };
    const outcome = await stored.put(current.key, endpoint.storable(next), current.revision, context.guard);
    if (!outcome.done) return { written: false, result: { standing: outcome.current } };
    return { written: true, result: { object: endpoint.served(outcome.object) } };
  };
  // What a status or another part says of the rest counts for nothing, so nothing is taken or given back for it.
  const whole = change.subresource === '' || change.subresource === '*';
  if (!whole) return (await write(admitted)).result;
  return withReservations(endpoint, admitted, old, context.dryRun, write);
}

/** Throws NotFound, Conflict, Invalid, and whatever admission refuses with. */
export async function updateObject(endpoint: Endpoint, change: Change, context: WriteContext): Promise<Changed> {
  const key = endpoint.stored.key(change.namespace, change.name);
  let current = await endpoint.stored.read(key);
  for (let left = attempts; left > 0; left--) {
    if (current === undefined) {
      if (change.create === undefined) throw errors.notFound(endpoint.resource, change.name);
      const object = await createObject(endpoint, await change.create(), change.namespace, context);
      return { object, created: true };
    }
    const outcome = await attempt(endpoint, change, current, context);
    if ('object' in outcome) return { object: outcome.object, created: false };
    current = outcome.standing;
  }
  const why = 'the object has been modified; please apply your changes to the latest version and try again';
  throw errors.conflict(endpoint.resource, change.name, why);
}
