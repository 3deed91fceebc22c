/** An API for tests with one Lease in it. */
import type { Lease } from '@kubets/api';
import type { Transport, TransportRequest } from '@kubets/client';
import { errors } from '@kubets/machinery/status-error';

export interface LeaseServer extends Transport {
  /** Every call fails. */
  unreachable: boolean;
}

const resource = { group: 'coordination.k8s.io', resource: 'leases' };

export function leaseServer(): LeaseServer {
  let standing: Lease | undefined;
  let revision = 0;
  function answer({ method, body }: TransportRequest): unknown {
    if (method === 'GET') {
      if (standing === undefined) throw errors.notFound(resource, 'a');
      return standing;
    }
    const wanted = body as Lease;
    if (wanted.kind === 'Event') return wanted;
    const stale = wanted.metadata?.resourceVersion !== standing?.metadata?.resourceVersion;
    if (stale) throw errors.conflict(resource, 'a', 'the object has been modified');
    standing = { ...wanted, metadata: { ...wanted.metadata, resourceVersion: String(++revision) } };
    return standing;
  }
  const server: LeaseServer = {
    unreachable: false,
    request: async (request) => {
      if (server.unreachable) throw errors.internal('the server is not reachable');
      return answer(request);
    },
    watch: () => {
      throw errors.internal('nothing watches here');
    },
  };
  return server;
}
