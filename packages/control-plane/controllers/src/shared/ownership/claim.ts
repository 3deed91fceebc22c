/** Adoption and release: a controller adopts orphans that match its selector and releases objects that no longer match. Upstream: ControllerRefManager. */
import type { ReconcileContext } from '@kubets/controller-runtime';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { Selector } from '@kubets/machinery/selectors';
import { isNotFound, isReason } from '@kubets/machinery/status-error';
import { controllerReference, isControlledBy } from './controller-reference.ts';

export interface Claims<T> {
  readonly kept: readonly T[];
  readonly adopt: readonly T[];
  readonly release: readonly T[];
  /** Added to adopted objects that are not finished, and removed from released ones. */
  readonly finalizer?: Finalizer<T>;
}

export interface Finalizer<T> {
  readonly name: string;
  /** Whether the object no longer needs it. */
  isOver(object: T): boolean;
}

/** Pure. `candidates` are the objects that the owner controls, and the orphans of its namespace. It keeps only those it accepts. */
export function planClaims<T extends KubeObject>(
  owner: KubeObject,
  candidates: readonly T[],
  selector: Selector,
  accepts: (object: T) => boolean = () => true,
): Claims<T> {
  const leaving = owner.metadata?.deletionTimestamp !== undefined;
  const matches = (object: T): boolean => selector.matches(object.metadata?.labels) && accepts(object);
  const mine = candidates.filter((object) => isControlledBy(object, owner));
  const others = candidates.filter((object) => !isControlledBy(object, owner));
  return {
    kept: mine.filter(matches),
    release: leaving ? [] : mine.filter((object) => !matches(object)),
    adopt: leaving
      ? []
      : others.filter((object) => object.metadata?.deletionTimestamp === undefined && matches(object)),
  };
}

/**
 * Executes the claims and returns the objects of the owner. Before it adopts, it reads the owner live, because an owner that was deleted
 * must not adopt. Objects that no longer exist are left out.
 */
export async function claim<O extends KubeObject, T extends KubeObject>(
  owner: O,
  ownerType: ResourceType<O>,
  type: ResourceType<T>,
  claims: Claims<T>,
  context: ReconcileContext,
): Promise<readonly T[]> {
  const { client, signal } = context;
  await Promise.all(claims.release.map((object) => release(object, owner, type, claims, context)));
  if (claims.adopt.length === 0) return claims.kept;
  const { namespace, name = '', uid } = owner.metadata ?? {};
  const live = await client.get(ownerType, { namespace, name }, { signal });
  if (live.metadata?.uid !== uid || live.metadata?.deletionTimestamp !== undefined) return claims.kept;
  const adopted = await Promise.all(claims.adopt.map((object) => adopt(object, owner, type, claims, context)));
  return [...claims.kept, ...adopted.flatMap((object) => object ?? [])];
}

async function adopt<T extends KubeObject>(
  object: T,
  owner: KubeObject,
  type: ResourceType<T>,
  { finalizer }: Claims<T>,
  { client, signal }: ReconcileContext,
): Promise<T | undefined> {
  const { namespace, name = '', uid } = object.metadata ?? {};
  const finalizers = finalizer === undefined || finalizer.isOver(object) ? {} : { finalizers: [finalizer.name] };
  const patch = { metadata: { uid, ownerReferences: [controllerReference(owner)], ...finalizers } };
  try {
    return await client.patch(type, { namespace, name }, 'strategic', patch, { signal });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function release<T extends KubeObject>(
  object: T,
  owner: KubeObject,
  type: ResourceType<T>,
  { finalizer }: Claims<T>,
  { client, signal }: ReconcileContext,
): Promise<void> {
  const { namespace, name = '', uid } = object.metadata ?? {};
  const finalizers = finalizer === undefined ? {} : { '$deleteFromPrimitiveList/finalizers': [finalizer.name] };
  const reference = { $patch: 'delete', uid: owner.metadata?.uid };
  const patch = { metadata: { uid, ownerReferences: [reference], ...finalizers } };
  try {
    await client.patch(type, { namespace, name }, 'strategic', patch, { signal });
  } catch (error) {
    // Invalid: the UID differs, or the reference is already removed.
    if (!isNotFound(error) && !isReason(error, 'Invalid')) throw error;
  }
}
