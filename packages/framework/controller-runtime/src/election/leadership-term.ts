/** A term of leadership, and a client that writes only within it. */
import type { Lease } from '@kubets/api';
import type { Clock } from '@kubets/base';
import type { Transport, TransportRequest } from '@kubets/client';
import { statusError } from '@kubets/machinery/status-error';

export interface LeadershipTerm {
  /** Aborts as soon as leadership is no longer certain, before another candidate can take over. */
  readonly signal: AbortSignal;
  /** The Lease as it was acquired; its `leaseTransitions` identify the term. Undefined if this process leads alone. */
  readonly lease: Lease | undefined;
  /**
   * A transport for the leader. It rejects writes with Conflict when leadership is no longer certain. It checks the clock, because the
   * timers of a process that was stopped fire late. Reads of any version return no state older than the Lease, so that they include
   * the writes of previous leaders.
   */
  fenced(transport: Transport): Transport;
}

export interface LeadershipTermOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly lease: Lease | undefined;
  /** The monotonic time until which leadership is certain. */
  validUntil(): number;
}

/** A term, and a function that ends it. */
export function createLeadershipTerm({
  name,
  clock,
  lease,
  validUntil,
}: LeadershipTermOptions): LeadershipTerm & { end(why: unknown): void } {
  const controller = new AbortController();
  const { signal } = controller;
  const end = (why: unknown): void => controller.abort(why);
  const recent = (request: TransportRequest): TransportRequest => {
    const resourceVersion = lease?.metadata?.resourceVersion;
    if (request.query?.resourceVersion !== '0' || resourceVersion === undefined) return request;
    return { ...request, query: { ...request.query, resourceVersion } };
  };
  const lost = (): Error => statusError('Conflict', `no longer leader by the Lease ${name}: the write is rejected`);
  return {
    signal,
    lease,
    end,
    fenced: (transport) => ({
      request: (request) => {
        if (request.method === 'GET') return transport.request(recent(request));
        if (clock.monotonic() >= validUntil()) end(lost());
        return signal.aborted ? Promise.reject(lost()) : transport.request(request);
      },
      watch: (request) => transport.watch(request),
    }),
  };
}
