/** What becomes of an object whose owners are known, pure. */
import type { KubeObject, OwnerReference } from '@kubets/machinery/meta';

export const orphanFinalizer = 'orphan';
export const foregroundFinalizer = 'foregroundDeletion';

const hasFinalizer = (object: KubeObject, name: string): boolean =>
  object.metadata?.finalizers?.includes(name) ?? false;

const isLeaving = (object: KubeObject): boolean => object.metadata?.deletionTimestamp !== undefined;
/** It waits for its dependents to go before it. */
export const awaitsDependents = (object: KubeObject): boolean =>
  isLeaving(object) && hasFinalizer(object, foregroundFinalizer);
/** It waits for its dependents to be let go. */
export const orphansDependents = (object: KubeObject): boolean =>
  isLeaving(object) && hasFinalizer(object, orphanFinalizer);

/**
 * How an owner reference stands: its owner is there, is not, or is leaving and waits for its dependents. `invalid`: it is
 * of a namespaced kind, and the object has no namespace that it could be in.
 */
export type OwnerState = 'solid' | 'dangling' | 'waiting' | 'invalid';

export type Verdict =
  | { readonly type: 'keep' }
  /** Take these references off: others keep the object alive. */
  | { readonly type: 'release'; readonly uids: readonly string[] }
  /** Delete; with `unblock`, first stop blocking the owners, which would wait in a circle. */
  | { readonly type: 'delete'; readonly policy: 'Foreground' | 'Background' | 'Orphan'; readonly unblock: boolean };

/**
 * `dependents` are the objects that have this one as an owner. One solid owner keeps an object. Without any, an owner that
 * waits makes its dependents go in the foreground too, if they have dependents of their own; else the object just goes.
 */
export function judge(
  object: KubeObject,
  states: readonly { readonly reference: OwnerReference; readonly state: OwnerState }[],
  dependents: readonly KubeObject[],
): Verdict {
  // Nobody can tell whether that owner exists.
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

/** What the event says when an owner turns out to be in another namespace than its dependent, where it cannot own. */
export function wrongNamespaceMessage({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): string {
  const owner = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
  return `ownerRef ${owner} does not exist in namespace "${namespace}"`;
}

/** The dependents an owner in foreground deletion has to wait for. */
export function blockers(owner: KubeObject, dependents: readonly KubeObject[]): readonly KubeObject[] {
  return dependents.filter((dependent) =>
    dependent.metadata?.ownerReferences?.some(
      (reference) => reference.uid === owner.metadata?.uid && reference.blockOwnerDeletion === true,
    ),
  );
}

/** The references of `before` that are gone, or that block otherwise than they did. Linear in their number. */
export function droppedReferences(
  before: readonly OwnerReference[],
  after: readonly OwnerReference[],
): readonly OwnerReference[] {
  if (before === after) return [];
  const key = ({ uid, blockOwnerDeletion }: OwnerReference): string => `${uid} ${blockOwnerDeletion}`;
  const kept = new Set(after.map(key));
  return before.filter((reference) => !kept.has(key(reference)));
}
