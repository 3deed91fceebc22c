/** Deletes an object, or marks it for whoever holds it. */

import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import type { WriteGuard } from '../access/write-guard.ts';
import type { DeleteOptions } from '../decode/delete-options.ts';
import { WriteClaims } from './claims/write-claims.ts';
import { checkPreconditions, planDeletion } from './deletion.ts';
import type { Endpoint } from './endpoint.ts';

export interface Deleted {
  /** As it stood last. */
  readonly object: KubeObject;
  /** False: it still stands, marked. */
  readonly gone: boolean;
}

export interface Deletion extends DeleteOptions {
  readonly guard?: WriteGuard | undefined;
}

/** Conflicts with other writers a deletion is tried again after. */
const attempts = 100;

/**
 * `admit` is admission's say on the object as it stands. Throws NotFound; Conflict when a precondition does not hold.
 * A deletion without preconditions goes on against whatever stands.
 */
export async function deleteObject(
  endpoint: Endpoint,
  namespace: string,
  name: string,
  options: Deletion,
  admit: (object: KubeObject) => Promise<void>,
): Promise<Deleted> {
  const { stored, definition } = endpoint;
  const key = stored.key(namespace, name);
  const claims = new WriteClaims(endpoint);
  let current = await stored.read(key);
  for (let left = attempts; left > 0; left--) {
    if (current === undefined) throw errors.notFound(endpoint.resource, name);
    const object = endpoint.served(current.object);
    checkPreconditions(definition, object, options.preconditions);
    await admit(object);
    const plan = planDeletion(definition, object, options, endpoint.context.clock.now());
    if (plan.do === 'nothing') return { object, gone: false };
    if (options.dryRun) return plan.do === 'mark' ? { object: plan.object, gone: false } : { object, gone: true };
    if (plan.do === 'mark') {
      if (deepEqual(plan.object, object)) return { object, gone: false };
      const outcome = await stored.put(key, endpoint.storable(plan.object), current.revision, options);
      if (outcome.done) return { object: endpoint.served(outcome.object), gone: false };
      current = outcome.current;
    } else {
      const companions = await claims.plan(object, undefined);
      const beside = { guard: options.guard, companions };
      const outcome = await stored.remove(key, current.object, current.revision, beside);
      if (claims.again(outcome, companions)) continue;
      if (outcome.done) return { object: endpoint.served(outcome.object), gone: true };
      current = outcome.current;
    }
  }
  throw errors.conflict(endpoint.resource, name, 'the object changes faster than it can be deleted');
}
