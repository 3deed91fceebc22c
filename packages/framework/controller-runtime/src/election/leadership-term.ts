/** The time for which one candidate leads, and a client that writes only within it. */
import type { Lease } from '@kubets/api';
import type { Clock } from '@kubets/base';
import type { Transport, TransportRequest } from '@kubets/client';
import { statusError } from '@kubets/machinery/status-error';

export interface LeadershipTerm {
  /** Aborts as soon as leadership is not certain any more, which is before any other candidate can take over. */
  readonly signal: AbortSignal;
  /** As it was taken: its `leaseTransitions` number the term. Undefined for who leads alone and has not written one. */
  readonly lease: Lease | undefined;
  /**
   * The same calls as a leader may make them. No write once leadership is not certain: by the clock itself, since timers
   * of a process that was stopped for long fire late; it is then rejected with Conflict. And no read of a state older
   * than the Lease, where the caller would take any: it must show all that leaders before have done.
   */
  fenced(transport: Transport): Transport;
}

export interface LeadershipTermOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly lease: Lease | undefined;
  /** The monotonic time up to which leadership is certain. */
  validUntil(): number;
}

/** A tenure, and the means to end it. */
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
  const lost = (): Error => statusError('Conflict', `not leader by the Lease ${name} any more: nothing is written`);
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
