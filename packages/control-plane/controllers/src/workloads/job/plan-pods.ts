/** Which pods an unfinished Job creates or deletes. Pure. */
import type { Job, Pod } from '@kubets/api';
import { podsToDelete } from '../../shared/pods/deletion-order.ts';
import { isActive } from '../../shared/pods/pod-state.ts';
import { backOff, remainingBackOff } from './back-off.ts';
import { judgeFailure } from './failure-policy.ts';
import {
  countIn,
  endedByDeletion,
  failureCount,
  finishedAt,
  hasFailed,
  hasSucceeded,
  ignoredFailureCount,
  indexOf,
  isIndexed,
  isSuspended,
  replacesOnlyFailed,
} from './job-pods.ts';
import type { Tally } from './tally.ts';

/** The maximum number of pods created or deleted at once, as upstream. */
const maxPodsPerSync = 500;

/** A pod to create. The failure counts apply only with a backoff limit per index. */
export interface NewPod {
  readonly index?: number;
  readonly failures?: number;
  readonly ignoredFailures?: number;
}

export interface PodsPlan {
  readonly create: readonly NewPod[];
  readonly remove: readonly Pod[];
  /** Milliseconds until a pod in backoff may be created. */
  readonly after?: number;
}

/** Milliseconds since 1970. */
export interface Times {
  readonly now: number;
  /** When deleted pods failed. */
  readonly past: readonly number[];
}

export function planPods(job: Job, pods: readonly Pod[], counts: Tally, times: Times): PodsPlan {
  const { active } = counts;
  if (isSuspended(job)) return { create: [], remove: active.slice(0, maxPodsPerSync) };
  const doubled = isIndexed(job) ? surplusByIndex(job, counts) : [];
  const keep = active.filter((pod) => !doubled.includes(pod));
  const wanted = wantedActive(job, { ...counts, active: keep });
  if (keep.length > wanted || doubled.length > 0) {
    const surplus = keep.length > wanted ? podsToDelete(keep, keep, keep.length - wanted, times.now) : [];
    return { create: [], remove: [...doubled, ...surplus].slice(0, maxPodsPerSync) };
  }
  const leaving = replacesOnlyFailed(job) ? counts.terminating : 0;
  const missing = Math.min(wanted - keep.length - leaving, maxPodsPerSync);
  return missing <= 0 ? { create: [], remove: [] } : planNew(job, pods, counts, missing, times);
}

function wantedActive(job: Job, counts: Tally): number {
  const { parallelism = 1, completions } = job.spec ?? {};
  // Without `completions`, no pods are created after the first success, and the others may finish.
  if (completions === undefined)
    return counts.allSucceeded > 0 ? Math.min(counts.active.length, parallelism) : parallelism;
  const open = completions - counts.allSucceeded - (isIndexed(job) ? counts.failedIndexes.size : 0);
  return Math.max(0, Math.min(open, parallelism));
}

/** Active pods whose index is finished, duplicate or out of range. */
function surplusByIndex(job: Job, { active, completedIndexes, failedIndexes }: Tally): readonly Pod[] {
  const seen = new Set<number>();
  return active.filter((pod) => {
    const index = indexOf(pod, job);
    if (index === undefined || seen.has(index) || completedIndexes.has(index) || failedIndexes.has(index)) return true;
    seen.add(index);
    return false;
  });
}

/** Failed pods are replaced after the backoff, also if the failure is ignored. Deleted pods are replaced at once. */
function planNew(job: Job, pods: readonly Pod[], counts: Tally, missing: number, { now, past }: Times): PodsPlan {
  if (isIndexed(job) && job.spec?.backoffLimitPerIndex !== undefined)
    return planPerIndex(job, pods, counts, missing, now);
  const failures = pods.filter((pod) => hasFailed(pod, job) && !endedByDeletion(pod)).map(finishedAt);
  const wait = remainingBackOff([...past, ...failures], pods.filter(hasSucceeded).map(finishedAt), now);
  if (wait > 0) return { create: [], remove: [], after: wait };
  const create = isIndexed(job)
    ? openIndexes(job, pods, counts)
        .slice(0, missing)
        .map((index) => ({ index }))
    : Array.from({ length: missing }, () => ({}));
  return { create, remove: [] };
}

/** The lowest indexes without an active pod that are neither completed nor failed. */
function openIndexes(job: Job, pods: readonly Pod[], { completedIndexes, failedIndexes }: Tally): readonly number[] {
  const busy = new Set(
    pods
      .filter((pod) => isActive(pod) || (replacesOnlyFailed(job) && !hasFailed(pod, job) && !hasSucceeded(pod)))
      .map((pod) => indexOf(pod, job)),
  );
  const open: number[] = [];
  for (let index = 0; index < (job.spec?.completions ?? 0) && open.length < maxPodsPerSync; index++) {
    const end = completedIndexes.endOf(index) ?? failedIndexes.endOf(index);
    if (end !== undefined) index = end;
    else if (!busy.has(index)) open.push(index);
  }
  return open;
}

/** Each index has its own backoff. */
function planPerIndex(job: Job, pods: readonly Pod[], counts: Tally, missing: number, now: number): PodsPlan {
  const create: NewPod[] = [];
  const waits: number[] = [];
  for (const index of openIndexes(job, pods, counts)) {
    const last = lastFailed(job, pods, index);
    const ignored = last !== undefined && judgeFailure(job.spec?.podFailurePolicy, last).action === 'Ignore';
    const failures = countIn(last, failureCount) + (last !== undefined && !ignored ? 1 : 0);
    const ignoredFailures = countIn(last, ignoredFailureCount) + (ignored ? 1 : 0);
    const atOnce = last === undefined || endedByDeletion(last);
    const wait = atOnce ? 0 : finishedAt(last) + backOff(failures + ignoredFailures) - now;
    if (wait > 0) waits.push(wait);
    else if (create.length < missing) create.push({ index, failures, ignoredFailures });
  }
  return {
    create,
    remove: [],
    ...(waits.length === 0 || create.length >= missing ? {} : { after: Math.min(...waits) }),
  };
}

function lastFailed(job: Job, pods: readonly Pod[], index: number): Pod | undefined {
  const tries = (pod: Pod): number => countIn(pod, failureCount) + countIn(pod, ignoredFailureCount);
  return pods
    .filter((pod) => indexOf(pod, job) === index && hasFailed(pod, job))
    .sort((a, b) => tries(b) - tries(a))[0];
}
