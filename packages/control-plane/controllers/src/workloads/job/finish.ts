/** Whether a Job has finished, and how. Pure. */
import type { Job, JobCondition, SuccessPolicyRule } from '@kubets/api';
import { parseTime } from '@kubets/machinery/time';
import { findCondition } from '../../shared/conditions.ts';
import { IndexSet } from './indexes.ts';
import { isIndexed, isSuspended } from './job-pods.ts';
import type { Tally } from './tally.ts';

export interface Ending {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

const failed = (reason: string, message: string): Ending => ({ type: 'Failed', reason, message });

function isTrue(condition: JobCondition | undefined): condition is JobCondition {
  return condition?.status === 'True';
}

export function isFinished(job: Job): boolean {
  return ['Complete', 'Failed'].some((type) => isTrue(findCondition(job.status?.conditions, type)));
}

/** Milliseconds until the active deadline; undefined without one, or while the Job is suspended. */
export function deadlineIn(job: Job, now: number): number | undefined {
  const seconds = job.spec?.activeDeadlineSeconds;
  const started = parseTime(job.status?.startTime ?? '');
  if (seconds === undefined || started === undefined || isSuspended(job)) return undefined;
  return started + seconds * 1000 - now;
}

/** With restartPolicy OnFailure, restarts of containers count towards the backoff limit. */
function restartsExceed({ active }: Tally, limit: number): boolean {
  const restarts = active
    .flatMap((pod) => [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])])
    .reduce((total, status) => total + status.restartCount, 0);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

function failure(job: Job, counts: Tally, now: number): Ending | undefined {
  const { backoffLimit = 6, backoffLimitPerIndex, maxFailedIndexes, completions = 0, template } = job.spec ?? {};
  if (counts.failJob !== undefined) return failed('PodFailurePolicy', counts.failJob);
  const inPlace = template?.spec?.restartPolicy === 'OnFailure' && restartsExceed(counts, backoffLimit);
  if (counts.allFailed > backoffLimit || inPlace) {
    return failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  if ((deadlineIn(job, now) ?? 1) <= 0) {
    return failed('DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  if (!isIndexed(job) || backoffLimitPerIndex === undefined) return undefined;
  if (maxFailedIndexes !== undefined && counts.failedIndexes.size > maxFailedIndexes) {
    return failed('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  }
  const all = counts.failedIndexes.size + counts.completedIndexes.size >= completions;
  return counts.failedIndexes.size > 0 && all ? failed('FailedIndexes', 'Job has failed indexes') : undefined;
}

function satisfies(rule: SuccessPolicyRule, completed: IndexSet, completions: number): boolean {
  const { succeededIndexes, succeededCount } = rule;
  if (succeededIndexes === undefined) return succeededCount !== undefined && completed.size >= succeededCount;
  const named = IndexSet.parse(succeededIndexes, completions);
  return named.countShared(completed) >= (succeededCount ?? named.size);
}

function success(job: Job, counts: Tally): Ending | undefined {
  const { completions, successPolicy } = job.spec ?? {};
  if (isIndexed(job) && successPolicy !== undefined) {
    const at = successPolicy.rules.findIndex((rule) => satisfies(rule, counts.completedIndexes, completions ?? 0));
    if (at >= 0) return { type: 'Complete', reason: 'SuccessPolicy', message: `Matched rules at index ${at}` };
  }
  const reached =
    completions === undefined
      ? counts.allSucceeded > 0 && counts.active.length === 0
      : counts.allSucceeded >= completions;
  if (!reached) return undefined;
  return { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
}

/** How the Job ends; a decision is final. Undefined while it continues. */
export function endingOf(job: Job, counts: Tally, now: number): Ending | undefined {
  const decided = (type: string, ending: Ending['type']): Ending | undefined => {
    const condition = findCondition(job.status?.conditions, type);
    if (!isTrue(condition)) return undefined;
    return { type: ending, reason: condition.reason ?? '', message: condition.message ?? '' };
  };
  return (
    decided('FailureTarget', 'Failed') ??
    decided('SuccessCriteriaMet', 'Complete') ??
    failure(job, counts, now) ??
    success(job, counts)
  );
}
