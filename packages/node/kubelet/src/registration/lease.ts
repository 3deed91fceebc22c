/** The node's heartbeat: a Lease of its name, renewed every ten seconds. */
import { type Lease, leases, type Node } from '@kubets/api';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import type { Client } from '@kubets/client';
import { isConflict, isNotFound } from '@kubets/machinery/status-error';

export const leaseNamespace = 'kube-node-lease';
export const leaseDurationSeconds = 40;
/** A quarter of the lease's duration. */
export const renewPeriodMs = 10_000;
/** Tries in a row after a conflict or a failure, before the next regular turn. */
const maxAttempts = 5;

/** Microseconds precision. */
export function microTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23)}000Z`;
}

export function leaseOf(node: Node, now: number): Lease {
  const name = node.metadata?.name ?? '';
  const uid = node.metadata?.uid ?? '';
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: leaseNamespace,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
    },
    spec: { holderIdentity: name, leaseDurationSeconds, renewTime: microTime(now) },
  };
}

export interface LeaseKeeper {
  /** Renews once; never rejects. */
  renew(): Promise<void>;
}

export function createLeaseKeeper(
  client: Client,
  node: () => Node | undefined,
  clock: Clock,
  log: Logger,
): LeaseKeeper {
  let held: Lease | undefined;
  const once = async (owner: Node): Promise<Lease> => {
    const wanted = leaseOf(owner, clock.now());
    const ref = { namespace: leaseNamespace, name: owner.metadata?.name ?? '' };
    if (held === undefined)
      held = await client.get(leases, ref).catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      });
    if (held === undefined) return client.create(leases, wanted);
    return client.update(leases, { ...held, spec: { ...held.spec, ...wanted.spec } });
  };
  return {
    renew: async () => {
      const owner = node();
      if (owner === undefined) return;
      for (let attempt = 1; attempt <= maxAttempts; attempt++) {
        try {
          held = await once(owner);
          return;
        } catch (error) {
          held = undefined;
          if (!isConflict(error) && attempt === maxAttempts)
            log.warn('the node lease could not be renewed', { error: messageOf(error) });
          if (attempt < maxAttempts) await clock.sleep(200);
        }
      }
    },
  };
}
