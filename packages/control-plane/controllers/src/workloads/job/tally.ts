/**
 * Counts each pod of a Job exactly once. Pure. A finished pod keeps its finalizer until the status records it: first its UID is stored
 * in the status, then the finalizer is removed, then the UID is replaced by a count.
 */
import type { Job, Pod } from '@kubets/api';
import { isActive, isReady, isTerminating } from '../../shared/pods/pod-state.ts';
import { type FailureVerdict, judgeFailure } from './failure-policy.ts';
import { IndexSet } from './indexes.ts';
import { countIn, failureCount, hasFailed, hasSucceeded, indexOf, isIndexed, isTracked, uidOf } from './job-pods.ts';

/** The maximum number of UIDs in the status. */
const maxUncountedUids = 500;

export interface Tally {
  readonly active: readonly Pod[];
  readonly ready: number;
  readonly terminating: number;
  /** The counts to store. */
  readonly succeeded: number;
  readonly failed: number;
  /** The UIDs to store: finished pods that the counts do not include yet. */
  readonly uncounted: { readonly succeeded: readonly string[]; readonly failed: readonly string[] };
  /** The counts including uncounted pods, on which decisions are based. */
  readonly allSucceeded: number;
  readonly allFailed: number;
  readonly completedIndexes: IndexSet;
  readonly failedIndexes: IndexSet;
  /** Pods whose finalizer may be removed. */
  readonly untrack: readonly Pod[];
  /** Why the Job fails, by its pod failure policy. */
  readonly failJob: string | undefined;
}

interface Draft {
  readonly succeeded: string[];
  readonly failed: string[];
  readonly completedIndexes: IndexSet;
  readonly failedIndexes: IndexSet;
  readonly untrack: Pod[];
  failJob: string | undefined;
}

/** Replaces the UIDs of pods without the finalizer by counts. */
function settle(
  uids: readonly string[] | undefined,
  tracked: ReadonlySet<string>,
): { readonly settled: number; readonly open: string[] } {
  const open = (uids ?? []).filter((uid) => tracked.has(uid));
  return { settled: (uids?.length ?? 0) - open.length, open };
}

export function tally(job: Job, pods: readonly Pod[]): Tally {
  const { status = {}, spec } = job;
  const completions = spec?.completions ?? 0;
  const tracked = new Set(pods.filter(isTracked).map(uidOf));
  const succeeded = settle(status.uncountedTerminatedPods?.succeeded, tracked);
  const failed = settle(status.uncountedTerminatedPods?.failed, tracked);
  const completed = IndexSet.parse(status.completedIndexes, completions);
  const draft: Draft = {
    succeeded: succeeded.open,
    failed: failed.open,
    completedIndexes: completed,
    failedIndexes: IndexSet.parse(status.failedIndexes, completions),
    untrack: pods.filter((pod) => isTracked(pod) && isStored(job, pod, completed)),
    failJob: undefined,
  };
  const stored = new Set(draft.untrack);
  for (const pod of pods) if (isTracked(pod) && !stored.has(pod)) countFinished(job, pod, pods, draft);
  const active = pods.filter(isActive);
  const indexed = isIndexed(job);
  const storedSucceeded = indexed ? draft.completedIndexes.size : (status.succeeded ?? 0) + succeeded.settled;
  const storedFailed = (status.failed ?? 0) + failed.settled;
  return {
    active,
    ready: active.filter(isReady).length,
    terminating: pods.filter(isTerminating).length,
    succeeded: storedSucceeded,
    failed: storedFailed,
    uncounted: { succeeded: draft.succeeded, failed: draft.failed },
    allSucceeded: indexed ? storedSucceeded : storedSucceeded + draft.succeeded.length,
    allFailed: storedFailed + draft.failed.length,
    completedIndexes: draft.completedIndexes,
    failedIndexes: draft.failedIndexes,
    untrack: draft.untrack,
    failJob: draft.failJob,
  };
}

/** Whether the stored status includes the pod. `completed` are its completed indexes. */
function isStored(job: Job, pod: Pod, completed: IndexSet): boolean {
  const { succeeded = [], failed = [] } = job.status?.uncountedTerminatedPods ?? {};
  if (succeeded.includes(uidOf(pod)) || failed.includes(uidOf(pod))) return true;
  if (!isIndexed(job) || !hasSucceeded(pod)) return false;
  const index = indexOf(pod, job);
  return index === undefined || completed.has(index);
}

function countFinished(job: Job, pod: Pod, pods: readonly Pod[], draft: Draft): void {
  if (hasSucceeded(pod)) {
    const index = isIndexed(job) ? indexOf(pod, job) : undefined;
    if (index !== undefined) draft.completedIndexes.add(index);
    else if (draft.succeeded.length + draft.failed.length < maxUncountedUids) draft.succeeded.push(uidOf(pod));
    return;
  }
  if (!hasFailed(pod, job)) return;
  const verdict =
    pod.status?.phase === 'Failed' ? judgeFailure(job.spec?.podFailurePolicy, pod) : { action: 'Count' as const };
  draft.failJob ??= verdict.message;
  if (waitsForReplacement(job, pod, pods, verdict, draft)) return;
  if (verdict.action === 'Ignore') draft.untrack.push(pod);
  else if (draft.succeeded.length + draft.failed.length < maxUncountedUids) draft.failed.push(uidOf(pod));
}

/**
 * With a backoff limit per index, the last failed pod of an index stores the failure count of the index. It remains until the next pod of
 * the index takes over the count, or until the index has failed.
 */
function waitsForReplacement(job: Job, pod: Pod, pods: readonly Pod[], verdict: FailureVerdict, draft: Draft): boolean {
  const limit = job.spec?.backoffLimitPerIndex;
  const index = limit === undefined ? undefined : indexOf(pod, job);
  if (limit === undefined || index === undefined || draft.failedIndexes.has(index)) return false;
  const failures = countIn(pod, failureCount) + (verdict.action === 'Ignore' ? 0 : 1);
  if (verdict.action === 'FailIndex' || failures > limit) {
    draft.failedIndexes.add(index);
    return false;
  }
  if (draft.completedIndexes.has(index) || job.metadata?.deletionTimestamp !== undefined) return false;
  const others = pods.filter((each) => each !== pod && indexOf(each, job) === index);
  return !others.some(
    (each) => isActive(each) || hasSucceeded(each) || countIn(each, failureCount) > countIn(pod, failureCount),
  );
}
