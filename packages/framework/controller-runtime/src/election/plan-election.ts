/** Leader election with a Lease: what to write, from what was observed and when. Pure. */
import type { Lease, LeaseSpec } from '@kubets/api';
import { deepEqual } from '@kubets/base';
import { formatMicroTime } from '@kubets/machinery/time';

/** The settings of client-go's leader election. */
export interface ElectionTimes {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

export const defaultElectionTimes: ElectionTimes = {
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2_000,
};

/** The last Lease that a candidate saw, and when it saw the last change, on its own monotonic clock. */
export interface Observation {
  readonly lease: Lease | undefined;
  readonly since: number;
}

export type ElectionAction =
  | { readonly type: 'create'; readonly spec: LeaseSpec }
  | { readonly type: 'update'; readonly spec: LeaseSpec }
  | { readonly type: 'wait' };

/** Clocks of hosts may differ, so the times in the Lease do not count: only when this candidate saw it change. */
export function observe(previous: Observation | undefined, lease: Lease | undefined, monotonic: number): Observation {
  const unchanged = previous !== undefined && deepEqual(previous.lease?.spec, lease?.spec);
  return { lease, since: unchanged ? previous.since : monotonic };
}

export function isHeldBy(lease: Lease | undefined, identity: string): boolean {
  return lease?.spec?.holderIdentity === identity;
}

/**
 * The role of this process. A leader renews the Lease. A candidate waits until the Lease of another holder has expired; if it holds the Lease
 * itself, from an earlier term, it starts a new term. A process that is alone takes the Lease from any holder, because no other can be
 * running.
 */
export type Standing = 'leader' | 'candidate' | 'alone';

export interface Planner {
  readonly identity: string;
  readonly standing: Standing;
  readonly times: ElectionTimes;
  readonly now: { readonly wall: number; readonly monotonic: number };
}

export function planElection(
  { lease, since }: Observation,
  { identity, standing, times, now }: Planner,
): ElectionAction {
  const renewTime = formatMicroTime(now.wall);
  const fresh = { holderIdentity: identity, leaseDurationSeconds: Math.ceil(times.leaseDurationMs / 1000), renewTime };
  if (standing === 'leader' && !isHeldBy(lease, identity)) return { type: 'wait' };
  if (lease === undefined) return { type: 'create', spec: { ...fresh, acquireTime: renewTime, leaseTransitions: 0 } };
  const {
    holderIdentity = '',
    acquireTime = renewTime,
    leaseTransitions = 0,
    leaseDurationSeconds = 0,
  } = lease.spec ?? {};
  const isOurs = holderIdentity === identity;
  if (isOurs && standing !== 'candidate')
    return { type: 'update', spec: { ...lease.spec, ...fresh, acquireTime, leaseTransitions } };
  // The duration in the Lease counts if it is longer than ours.
  const promised = Math.max(times.leaseDurationMs, leaseDurationSeconds * 1000);
  const isFree = holderIdentity === '' || isOurs || standing === 'alone';
  if (!isFree && now.monotonic < since + promised) return { type: 'wait' };
  return {
    type: 'update',
    spec: { ...lease.spec, ...fresh, acquireTime: renewTime, leaseTransitions: leaseTransitions + 1 },
  };
}

/** The released Lease: without a holder, for one second, so that another candidate need not wait. */
export function releasedSpec(lease: Lease, wall: number): LeaseSpec {
  const time = formatMicroTime(wall);
  return {
    holderIdentity: '',
    leaseDurationSeconds: 1,
    acquireTime: time,
    renewTime: time,
    leaseTransitions: lease.spec?.leaseTransitions ?? 0,
  };
}
