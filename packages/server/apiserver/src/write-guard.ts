/**
 * Fences writes. Those of an elected leader are one transaction each with the Lease that made it leader, so that a write
 * of one who is leader no more changes nothing, however long it was on its way. Those of a request end with the request.
 */
import { type Lease, leases } from '@kubets/api';
import { decodeJson } from '@kubets/machinery/json';
import { errors } from '@kubets/machinery/status-error';
import type { Entry, Expectation } from '@kubets/storage';

/** Held to within the very commit of a write. */
export interface WriteGuard {
  /** What the store must hold for the write to be made; undefined: nothing besides. */
  readonly expectation?: Expectation | undefined;
  /** The expectation failed, and this stands there: returns if the write may be tried again, else throws Conflict. */
  moved?(current: Entry | undefined): void;
  /** False once the request is over: its client has been told that it failed, so nothing may be written any more. */
  readonly wanted?: () => boolean;
}

/** `guard` for the writes of one request, which end with it. */
export function untilOver(guard: WriteGuard | undefined, over: () => boolean): WriteGuard {
  const wanted = (): boolean => !over();
  if (guard === undefined) return { wanted };
  return {
    get expectation() {
      return guard.expectation;
    },
    moved: (current) => guard.moved?.(current),
    wanted,
  };
}

/** Good for the term that this Lease, just taken, begins: any number of writes. The holder's renewals move it along. */
export function leaseGuard({ metadata = {}, spec }: Lease): WriteGuard {
  const { namespace = '', name = '', resourceVersion } = metadata;
  const key = `/registry/${leases.storagePrefix}/${namespace}/${name}`;
  let revision = Number(resourceVersion);
  return {
    get expectation() {
      return { key, revision };
    },
    moved(current) {
      const lease = current && (decodeJson(current.value).value as unknown as Lease);
      const now = lease?.spec ?? {};
      // Holder, number and beginning: together they never come back.
      const same = (['holderIdentity', 'leaseTransitions', 'acquireTime'] as const).every(
        (field) => now[field] === spec?.[field],
      );
      if (current === undefined || !same) {
        const why = `the writer, ${spec?.holderIdentity}, is leader no more; now it is ${JSON.stringify(now.holderIdentity ?? '')}`;
        throw errors.conflict({ group: leases.group, resource: leases.plural }, name, why);
      }
      revision = Math.max(revision, current.revision);
    },
  };
}
