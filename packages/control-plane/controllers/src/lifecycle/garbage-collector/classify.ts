/** What the garbage collector does with an object, by the state of its owners. Pure. */
import type { KubeObject, OwnerReference } from '@kubets/machinery/meta';

export const orphanFinalizer = 'orphan';
export const foregroundFinalizer = 'foregroundDeletion';

const hasFinalizer = (object: KubeObject, name: string): boolean =>
  object.metadata?.finalizers?.includes(name) ?? false;

const isLeaving = (object: KubeObject): boolean => object.metadata?.deletionTimestamp !== undefined;
/** Foreground deletion: the object waits until its dependents are deleted. */
export const awaitsDependents = (object: KubeObject): boolean =>
  isLeaving(object) && hasFinalizer(object, foregroundFinalizer);
/** Orphaning: the object waits until its dependents are released. */
export const orphansDependents = (object: KubeObject): boolean =>
  isLeaving(object) && hasFinalizer(object, orphanFinalizer);

/**
 * The state of an owner: it exists, is absent, or waits for its dependents in foreground deletion. `invalid`: a namespaced owner of a
 * cluster-scoped object.
 */
export type OwnerState = 'solid' | 'dangling' | 'waiting' | 'invalid';

export type Verdict =
  | { readonly type: 'keep' }
  /** Remove these references; other owners keep the object. */
  | { readonly type: 'release'; readonly uids: readonly string[] }
  /** Delete the object. With `unblock`, first stop blocking its owners, which would wait in a cycle. */
  | { readonly type: 'delete'; readonly policy: 'Foreground' | 'Background' | 'Orphan'; readonly unblock: boolean };

/**
 * `dependents` are the objects that this object owns. An existing owner keeps the object. Otherwise, if an owner waits in foreground
 * deletion and the object has dependents, it is deleted in the foreground too.
 */
export function judge(
  object: KubeObject,
  states: readonly { readonly reference: OwnerReference; readonly state: OwnerState }[],
  dependents: readonly KubeObject[],
): Verdict {
  // It is unknown whether this owner exists.
  if (states.some(({ state }) => state === 'invalid')) return { type: 'keep' };
  const solid = states.filter(({ state }) => state === 'solid');
  const others = states.filter(({ state }) => state !== 'solid');
  if (solid.length > 0) {
    return others.length === 0
      ? { type: 'keep' }
      : { type: 'release', uids: others.map(({ reference }) => reference.uid) };
  }
  if (states.length === 0) return { type: 'keep' };
  if (states.some(({ state }) => state === 'waiting') && dependents.length > 0) {
    return { type: 'delete', policy: 'Foreground', unblock: dependents.some(awaitsDependents) };
  }
  const policy = hasFinalizer(object, orphanFinalizer)
    ? 'Orphan'
    : hasFinalizer(object, foregroundFinalizer)
      ? 'Foreground'
      : 'Background';
  return { type: 'delete', policy, unblock: false };
}

/** The event message for an owner in another namespace than its dependent, which is not allowed. */
export function wrongNamespaceMessage({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): string {
  const owner = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
  return `ownerRef ${owner} does not exist in namespace "${namespace}"`;
}

/** The dependents that block the foreground deletion of an owner. */
export function blockers(owner: KubeObject, dependents: readonly KubeObject[]): readonly KubeObject[] {
  return dependents.filter((dependent) =>
    dependent.metadata?.ownerReferences?.some(
      (reference) => reference.uid === owner.metadata?.uid && reference.blockOwnerDeletion === true,
    ),
  );
}

/** The references of `before` that were removed or whose blocking changed. Linear in their number. */
export function droppedReferences(
  before: readonly OwnerReference[],
  after: readonly OwnerReference[],
): readonly OwnerReference[] {
  if (before === after) return [];
  const key = ({ uid, blockOwnerDeletion }: OwnerReference): string => `${uid} ${blockOwnerDeletion}`;
  const kept = new Set(after.map(key));
  return before.filter((reference) => !kept.has(key(reference)));
}
