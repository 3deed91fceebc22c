/** Deletes an object, or marks it for deletion. */

import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import type { WriteGuard } from '../access/write-guard.ts';
import type { DeleteOptions } from '../decode/delete-options.ts';
import { WriteAllocations } from './allocations/write-allocations.ts';
import { checkPreconditions, planDeletion } from './deletion.ts';
import type { ServedResource } from './served-resource.ts';

export interface Deleted {
  /** The last state. */
  readonly object: KubeObject;
  /** False: it still exists, marked for deletion. */
  readonly gone: boolean;
}

export interface Deletion extends DeleteOptions {
  readonly guard?: WriteGuard | undefined;
}

/** How often a deletion is retried after a conflict with another writer. */
const maxAttempts = 100;

async function servedNow(resource: ServedResource, object: KubeObject): Promise<KubeObject> {
  if (resource.isRemote) await resource.converted([object]);
  return resource.served(object);
}

/**
 * `admit` runs admission for the current object, unless a deletion that is in progress makes this one void. Throws NotFound, and Conflict if a precondition does not hold.
 * A deletion without preconditions applies to any version of the object.
 */
export async function deleteObject(
  resource: ServedResource,
  namespace: string,
  name: string,
  options: Deletion,
  admit: (object: KubeObject) => Promise<void>,
): Promise<Deleted> {
  const { stored, definition } = resource;
  const key = stored.key(namespace, name);
  const allocations = new WriteAllocations(resource);
  let current = await stored.read(key);
  for (let left = maxAttempts; left > 0; left--) {
    if (current === undefined) throw errors.notFound(resource.groupResource, name);
    const standing = current.object;
    if (resource.isRemote) await resource.converted([standing]);
    const object = resource.served(standing);
    checkPreconditions(definition, object, options.preconditions);
    const plan = planDeletion(definition, object, options, resource.context.clock.now());
    if (plan.do === 'nothing') return { object, gone: false };
    await admit(object);
    if (options.dryRun) return plan.do === 'mark' ? { object: plan.object, gone: false } : { object, gone: true };
    if (plan.do === 'mark') {
      if (deepEqual(plan.object, object)) return { object, gone: false };
      const marked = resource.isRemote ? await resource.remotelyStorable(plan.object) : resource.storable(plan.object);
      const outcome = await stored.put(key, marked, current.revision, options);
      if (outcome.done) return { object: await servedNow(resource, outcome.object), gone: false };
      current = outcome.current;
    } else {
      const companions = await allocations.plan(object, undefined);
      const beside = { guard: options.guard, companions };
      const outcome = await stored.remove(key, standing, current.revision, beside);
      if (allocations.again(outcome, companions)) continue;
      if (outcome.done) return { object: await servedNow(resource, outcome.object), gone: true };
      current = outcome.current;
    }
  }
  throw errors.conflict(
    resource.groupResource,
    name,
    'other writers changed the object during every attempt to delete it; please try again',
  );
}
