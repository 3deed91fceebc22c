/** Decides the effect of a DELETE by upstream's rules for grace periods, finalizers and dependents. Pure. */
import type { ResourceDefinition } from '@kubets/api';
import type { KubeObject, ObjectMeta } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import { formatTime, parseTime } from '@kubets/machinery/time';
import { nextInt64 } from '@kubets/machinery/values';
import type { DeleteOptions } from '../decode/delete-options.ts';

export type DeletionPlan =
  /** A deletion is already in progress, and this one requests nothing sooner. */
  | { readonly do: 'nothing' }
  /** Write the object as marked; whoever holds it (finalizers, a kubelet) releases it later. */
  | { readonly do: 'mark'; readonly object: KubeObject }
  | { readonly do: 'remove' };

const orphanFinalizer = 'orphan';
const foregroundFinalizer = 'foregroundDeletion';

/** Whether anything still holds an object that is being deleted. */
function isHeld({ strategy }: ResourceDefinition, object: KubeObject): boolean {
  return (object.metadata?.finalizers ?? []).length > 0 || (strategy.ownFinalizers?.(object) ?? []).length > 0;
}

/** Whether an update has removed the last thing that held `old`: the update then deletes it. */
export function releasedByUpdate(definition: ResourceDefinition, next: KubeObject, old: KubeObject): boolean {
  return (
    old.metadata?.deletionTimestamp !== undefined &&
    (next.metadata?.deletionGracePeriodSeconds ?? 0) === 0 &&
    !isHeld(definition, next)
  );
}

function wants(definition: ResourceDefinition, meta: ObjectMeta, options: DeleteOptions): 'orphan' | 'foreground' | '' {
  const policy = definition.strategy.defaultGarbageCollectionPolicy;
  if (policy === 'unsupported') return '';
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'orphan' : '';
  if (options.propagationPolicy !== undefined) {
    if (options.propagationPolicy === 'Orphan') return 'orphan';
    return options.propagationPolicy === 'Foreground' ? 'foreground' : '';
  }
  const standing = meta.finalizers?.find((each) => each === orphanFinalizer || each === foregroundFinalizer);
  if (standing !== undefined) return standing === orphanFinalizer ? 'orphan' : 'foreground';
  return policy === 'orphan' ? 'orphan' : '';
}

/** The finalizers that tell the garbage collector what to do with dependents. */
function withDependents(definition: ResourceDefinition, meta: ObjectMeta, options: DeleteOptions): readonly string[] {
  const kept = (meta.finalizers ?? []).filter((each) => each !== orphanFinalizer && each !== foregroundFinalizer);
  const wanted = wants(definition, meta, options);
  if (wanted === 'orphan') return [...kept, orphanFinalizer];
  return wanted === 'foreground' ? [...kept, foregroundFinalizer] : kept;
}

function withMeta(object: KubeObject, changes: Partial<ObjectMeta>): KubeObject {
  return { ...object, metadata: { ...object.metadata, ...changes } };
}

function withFinalizers(object: KubeObject, finalizers: readonly string[]): KubeObject {
  const { finalizers: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } };
}

/** The deletion starts: clients that watch `generation` see a change of intent. */
function nextGeneration(meta: ObjectMeta): Partial<ObjectMeta> {
  return meta.deletionTimestamp === undefined && (meta.generation ?? 0) > 0
    ? { generation: nextInt64(meta.generation) }
    : {};
}

/** Grace period in seconds, or `pending` if one that is as short is running. 0: none. */
function graceFor(definition: ResourceDefinition, object: KubeObject, options: DeleteOptions): number | 'pending' {
  const meta = object.metadata ?? {};
  const requested = options.gracePeriodSeconds;
  const asked = requested !== undefined && requested < 0 ? 1 : requested;
  if (definition.strategy.gracefulDeletion === undefined) return 0;
  if (meta.deletionTimestamp === undefined) return definition.strategy.gracefulDeletion(object, asked);
  const running = meta.deletionGracePeriodSeconds ?? 0;
  if (running === 0) return 0;
  return asked === undefined || asked >= running ? 'pending' : asked;
}

/** The last second that RFC 3339 can express. */
const latestTime = Date.UTC(9999, 11, 31, 23, 59, 59);

function markedGraceful(object: KubeObject, seconds: number, now: number): KubeObject {
  const meta = object.metadata ?? {};
  const begun =
    meta.deletionTimestamp === undefined
      ? now
      : (parseTime(meta.deletionTimestamp) ?? now) - Number(meta.deletionGracePeriodSeconds ?? 0) * 1000;
  return withMeta(object, {
    ...nextGeneration(meta),
    deletionTimestamp: formatTime(Math.min(begun + Number(seconds) * 1000, latestTime)),
    deletionGracePeriodSeconds: seconds,
  });
}

function markedNow(definition: ResourceDefinition, object: KubeObject, now: number): KubeObject {
  const meta = object.metadata ?? {};
  const standing = meta.deletionTimestamp === undefined ? undefined : parseTime(meta.deletionTimestamp);
  const marked = withMeta(object, {
    ...nextGeneration(meta),
    deletionTimestamp: standing === undefined || standing > now ? formatTime(now) : (meta.deletionTimestamp as string),
    deletionGracePeriodSeconds: 0,
  });
  return definition.strategy.markDeleted?.(marked) ?? marked;
}

/** The first DELETE of a kind whose objects are held by a finalizer of the server. */
function markedFirst({ strategy }: ResourceDefinition, object: KubeObject, finalizer: string, now: number): KubeObject {
  const finalizers = object.metadata?.finalizers ?? [];
  const held = finalizers.includes(finalizer) ? finalizers : [...finalizers, finalizer];
  const marked = withMeta(object, { deletionTimestamp: formatTime(now), finalizers: held });
  return strategy.markDeleted?.(marked) ?? marked;
}

/** The effect of this DELETE. `now` in milliseconds since the epoch. Preconditions have been checked. */
export function planDeletion(
  definition: ResourceDefinition,
  object: KubeObject,
  options: DeleteOptions,
  now: number,
): DeletionPlan {
  const { deletionFinalizer } = definition.strategy;
  if (deletionFinalizer !== undefined && object.metadata?.deletionTimestamp === undefined) {
    return { do: 'mark', object: markedFirst(definition, object, deletionFinalizer, now) };
  }
  const grace = graceFor(definition, object, options);
  if (grace === 'pending') return { do: 'nothing' };
  const wanted = withFinalizers(object, withDependents(definition, object.metadata ?? {}, options));
  if (grace > 0) return { do: 'mark', object: markedGraceful(wanted, grace, now) };
  return isHeld(definition, wanted) ? { do: 'mark', object: markedNow(definition, wanted, now) } : { do: 'remove' };
}

/** Throws Conflict if the object is not the one that the client expects. Upstream names the kind here. */
export function checkPreconditions(
  definition: ResourceDefinition,
  object: KubeObject,
  preconditions: DeleteOptions['preconditions'],
): void {
  const meta = object.metadata ?? {};
  const kind = { group: definition.group, resource: definition.kind };
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid !== undefined && uid !== meta.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${meta.uid}). The object might have been deleted and then recreated`;
    throw errors.conflict(kind, meta.name ?? '', why);
  }
  if (resourceVersion !== undefined && resourceVersion !== meta.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${meta.resourceVersion}). The object might have been modified`;
    throw errors.conflict(kind, meta.name ?? '', why);
  }
}
