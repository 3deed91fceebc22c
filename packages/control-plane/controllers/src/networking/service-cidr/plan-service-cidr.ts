/** Decides on the finalizer, the condition and the deletion of a ServiceCIDR. Pure. */
import type { ServiceCIDR } from '@kubets/api';
import { formatTime, parseTime } from '@kubets/machinery/time';
import type { IpAddress } from '@kubets/machinery/values';
import { isCovered, isOrphaned } from './ranges.ts';

export const finalizer = 'networking.k8s.io/service-cidr-finalizer';

/** How long API servers may still allocate from a range that is being deleted, because they do not know of it yet. */
const deletionGracePeriodMs = 10_000;

type Condition = NonNullable<NonNullable<ServiceCIDR['status']>['conditions']>[number];

export interface ServiceCidrPlan {
  /** The finalizers to write. */
  readonly finalizers?: readonly string[];
  /** The status to write. */
  readonly status?: NonNullable<ServiceCIDR['status']>;
  readonly requeueAfterMs?: number;
}

export interface ObservedRanges {
  /** All ServiceCIDRs, including this one. */
  readonly ranges: readonly ServiceCIDR[];
  /** The addresses that the API server has allocated. */
  readonly addresses: readonly IpAddress[];
  readonly now: number;
}

function withCondition(
  range: ServiceCIDR,
  condition: Pick<Condition, 'status' | 'reason' | 'message'>,
  now: number,
): Pick<ServiceCidrPlan, 'status'> {
  const conditions = range.status?.conditions ?? [];
  const old = conditions.find(({ type }) => type === 'Ready');
  const same = old?.status === condition.status && (old.reason ?? '') === condition.reason;
  if (same && old.message === condition.message) return {};
  const since = old?.status === condition.status ? old.lastTransitionTime : undefined;
  const ready: Condition = { type: 'Ready', ...condition, lastTransitionTime: since ?? formatTime(now) };
  return { status: { ...range.status, conditions: [...conditions.filter(({ type }) => type !== 'Ready'), ready] } };
}

function planDeletion(range: ServiceCIDR, { ranges, addresses, now }: ObservedRanges): ServiceCidrPlan {
  const finalizers = range.metadata?.finalizers ?? [];
  if (!finalizers.includes(finalizer)) return {};
  if (!isCovered(range, ranges) && addresses.some((address) => isOrphaned(address, range, ranges))) {
    const message =
      'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR';
    return withCondition(range, { status: 'False', reason: 'Terminating', message }, now);
  }
  const since = parseTime(range.metadata?.deletionTimestamp ?? '') ?? now;
  const wait = since + deletionGracePeriodMs - now;
  if (wait > 0) return { requeueAfterMs: wait };
  return { finalizers: finalizers.filter((each) => each !== finalizer) };
}

export function planServiceCidr(range: ServiceCIDR, observed: ObservedRanges): ServiceCidrPlan {
  if (range.metadata?.deletionTimestamp !== undefined) return planDeletion(range, observed);
  const finalizers = range.metadata?.finalizers ?? [];
  return {
    ...(finalizers.includes(finalizer) ? {} : { finalizers: [...finalizers, finalizer] }),
    ...withCondition(range, { status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' }, observed.now),
  };
}
