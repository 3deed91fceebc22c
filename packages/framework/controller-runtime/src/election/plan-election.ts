/** Leader election by a Lease, pure: from what was observed and when, what to write. */
import type { Lease, LeaseSpec } from '@kubets/api';
import { deepEqual } from '@kubets/base';
import { formatMicroTime } from '@kubets/machinery/time';

/** Milliseconds. Upstream: the others wait 15 s, the leader gives up after 10 s, everyone tries every 2 s. */
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

/** What a candidate knows: the last Lease it saw, and when (its own monotonic time) that one last changed. */
export interface Observation {
  readonly lease: Lease | undefined;
  readonly since: number;
}

export type ElectionAction =
  | { readonly type: 'create'; readonly spec: LeaseSpec }
  | { readonly type: 'update'; readonly spec: LeaseSpec }
  | { readonly type: 'wait' };

/** Clocks of different hosts need not agree: only a change seen by this candidate's own clock counts as life. */
export function observe(previous: Observation | undefined, lease: Lease | undefined, monotonic: number): Observation {
  const unchanged = previous !== undefined && deepEqual(previous.lease?.spec, lease?.spec);
  return { lease, since: unchanged ? previous.since : monotonic };
}

export function isHeldBy(lease: Lease | undefined, identity: string): boolean {
  return lease?.spec?.holderIdentity === identity;
}

/**
 * What the planner of an election is. A leader renews, and does no more. A candidate waits until the holder's time is up; where it holds the
 * Lease itself, from a term that ended, it begins a new one. Who is alone takes the Lease from whoever holds it: nobody
 * else can be alive.
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
  // The holder's own promise counts where it is longer than ours.
  const promised = Math.max(times.leaseDurationMs, leaseDurationSeconds * 1000);
  const isFree = holderIdentity === '' || isOurs || standing === 'alone';
  if (!isFree && now.monotonic < since + promised) return { type: 'wait' };
  return {
    type: 'update',
    spec: { ...lease.spec, ...fresh, acquireTime: renewTime, leaseTransitions: leaseTransitions + 1 },
  };
}

/** What a leader that stops writes, so that another need not wait: nobody holds it, for a second. */
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
