/** Adoption: a controller takes what matches its selector and nobody controls, and lets go of what matches no more. */
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
  /** Goes onto what is adopted and has not come to its end, and off what is released. */
  readonly finalizer?: Finalizer<T>;
}

export interface Finalizer<T> {
  readonly name: string;
  /** Whether the object needs none any more. */
  isOver(object: T): boolean;
}

/** Pure: `candidates` are the objects the owner controls, and those of its namespace that nobody controls. */
export function planClaims<T extends KubeObject>(
  owner: KubeObject,
  candidates: readonly T[],
  selector: Selector,
): Claims<T> {
  const leaving = owner.metadata?.deletionTimestamp !== undefined;
  const matches = (object: T): boolean => selector.matches(object.metadata?.labels);
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
 * Carries the claims out and returns what the owner now has. Before anything is adopted the owner is read live: one that
 * was deleted meanwhile must not take orphans with it. Objects that are gone or not to be had any more are left out.
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
    // Invalid: the uid is another one, or the reference is gone already.
    if (!isNotFound(error) && !isReason(error, 'Invalid')) throw error;
  }
}
