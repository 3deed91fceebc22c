/** Fences the writes of an elected leader: each commit requires the Lease of the leader's term. */
import { type Lease, leases } from '@kubets/api';
import type { WriteGuard } from '@kubets/apiserver/access';
import { decodeJson } from '@kubets/machinery/json';
import { errors } from '@kubets/machinery/status-error';

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
        const why = `${spec?.holderIdentity} is no longer the leader; the leader is ${JSON.stringify(now.holderIdentity ?? '')}`;
        throw errors.conflict({ group: leases.group, resource: leases.plural }, name, why);
      }
      revision = Math.max(revision, current.revision);
    },
  };
}
