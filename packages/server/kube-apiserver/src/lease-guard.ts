/** Fences the writes of an elected leader: each commit requires the Lease of the leader's term. */
import { type Lease, leases } from '@kubets/api';
import type { WriteGuard } from '@kubets/apiserver/access';
import { decodeJson } from '@kubets/machinery/json';
import { errors } from '@kubets/machinery/status-error';

/** A guard for the term that begins with this Lease: valid for any number of writes, and for the holder's renewals. */
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
      // Holder, transitions and acquire time: this combination does not recur.
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
