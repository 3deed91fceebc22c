/** The next step of a Job: pods, finalizers, status and events. Pure. */
import type { Job, JobCondition, JobStatus, Pod } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';
import { findCondition, withoutCondition } from '../../shared/conditions.ts';
import { withoutZeros } from '../../shared/counts.ts';
import { deadlineIn, type Ending, endingOf, isFinished } from './finish.ts';
import { isIndexed, isSuspended, isTracked } from './job-pods.ts';
import { type PodsPlan, planPods, type Times } from './plan-pods.ts';
import { type Tally, tally } from './tally.ts';

interface JobEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface JobPlan extends PodsPlan {
  /** Pods whose tracking finalizer is removed. */
  readonly untrack: readonly Pod[];
  readonly status?: JobStatus;
  /** Recorded after the status is stored. */
  readonly events: readonly JobEvent[];
}

type Conditions = readonly JobCondition[];

/** `past`: when deleted pods failed, in milliseconds since 1970. */
export function planJob(job: Job, pods: readonly Pod[], now: number, past: readonly number[] = []): JobPlan {
  const done = isFinished(job) || job.metadata?.deletionTimestamp !== undefined;
  if (done) return { create: [], remove: [], untrack: pods.filter(isTracked), events: [] };
  const counts = tally(job, pods);
  const ending = endingOf(job, counts, now);
  return ending === undefined
    ? goOn(job, pods, counts, { now, past })
    : end(begun(job, now), pods, counts, ending, now);
}

/** Sets the start time if it is missing, because the controller may have stopped before it stored it. */
function begun(job: Job, now: number): Job {
  return { ...job, status: { ...job.status, startTime: job.status?.startTime ?? formatTime(now) } };
}

function goOn(job: Job, pods: readonly Pod[], counts: Tally, times: Times): JobPlan {
  const { now } = times;
  const plan = planPods(job, pods, counts, times);
  const { conditions, events, startTime } = suspension(job, now);
  const started = { ...job, status: { ...job.status, ...(startTime === undefined ? {} : { startTime }) } };
  const waits = [plan.after, deadlineIn(started, now)].filter((each) => each !== undefined);
  return {
    create: plan.create,
    remove: plan.remove,
    // Pods that the controller deletes are no failures: without the finalizer they are not counted.
    untrack: [...counts.untrack, ...plan.remove.filter(isTracked)],
    status: statusOf(started, counts, conditions),
    events,
    ...(waits.length === 0 ? {} : { after: Math.min(...waits) }),
  };
}

/** The Suspended condition and the start time. A resumed Job gets a new start time. */
function suspension(
  job: Job,
  now: number,
): { conditions: Conditions; events: readonly JobEvent[]; startTime: string | undefined } {
  const conditions = job.status?.conditions ?? [];
  const old = findCondition(conditions, 'Suspended');
  const suspended = isSuspended(job);
  const startTime = job.status?.startTime ?? (suspended ? undefined : formatTime(now));
  const says = old?.status === 'True';
  if (suspended === says) return { conditions, events: [], startTime };
  const [reason, event, message] = suspended
    ? ['JobSuspended', 'Suspended', 'Job suspended']
    : ['JobResumed', 'Resumed', 'Job resumed'];
  return {
    conditions: withCondition(conditions, 'Suspended', suspended ? 'True' : 'False', reason, message, now),
    events: [{ type: 'Normal', reason: event, message }],
    startTime: suspended ? startTime : formatTime(now),
  };
}

/** Deletes all pods. When the last one is counted, the Job is finished. Until then a condition shows how it will end. */
function end(job: Job, pods: readonly Pod[], counts: Tally, ending: Ending, now: number): JobPlan {
  const { type, reason, message } = ending;
  const target = type === 'Failed' ? 'FailureTarget' : 'SuccessCriteriaMet';
  const old = job.status?.conditions ?? [];
  const aimed =
    findCondition(old, target)?.status === 'True' ? old : withCondition(old, target, 'True', reason, message, now);
  const open = counts.uncounted.succeeded.length + counts.uncounted.failed.length;
  const settled = open === 0 && counts.active.length === 0 && counts.terminating === 0 && !pods.some(isTracked);
  const base = { create: [], remove: counts.active, untrack: untrackAll(pods, counts) };
  if (!settled) return { ...base, status: statusOf(job, counts, aimed), events: [] };
  const conditions = withCondition(aimed, type, 'True', reason, message, now);
  const completionTime = type === 'Complete' ? { completionTime: formatTime(now) } : {};
  const events: readonly JobEvent[] =
    type === 'Complete'
      ? [{ type: 'Normal', reason: 'Completed', message: 'Job completed' }]
      : [{ type: 'Warning', reason, message }];
  return { ...base, status: { ...statusOf(job, counts, conditions), ...completionTime }, events };
}

/** All tracked pods of an ending Job, also failed pods of indexes that will not be retried. */
function untrackAll(pods: readonly Pod[], counts: Tally): readonly Pod[] {
  const { succeeded, failed } = counts.uncounted;
  const waiting = new Set([...succeeded, ...failed]);
  const kept = new Set(counts.untrack);
  const idle = pods.filter(
    (pod) =>
      isTracked(pod) && !kept.has(pod) && !waiting.has(pod.metadata?.uid ?? '') && pod.status?.phase === 'Failed',
  );
  return [...counts.untrack, ...idle];
}

function withCondition(
  conditions: Conditions,
  type: string,
  status: string,
  reason: string,
  message: string,
  now: number,
): Conditions {
  const time = formatTime(now);
  return [
    ...withoutCondition(conditions, type),
    { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message },
  ];
}

function statusOf(job: Job, counts: Tally, conditions: Conditions): JobStatus {
  const { startTime } = job.status ?? {};
  const { succeeded, failed } = counts.uncounted;
  const indexes = isIndexed(job)
    ? {
        completedIndexes: counts.completedIndexes.toString(),
        ...(job.spec?.backoffLimitPerIndex === undefined ? {} : { failedIndexes: counts.failedIndexes.toString() }),
      }
    : {};
  return {
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(startTime === undefined ? {} : { startTime }),
    ...withoutZeros({ active: counts.active.length, succeeded: counts.succeeded, failed: counts.failed }),
    ready: counts.ready,
    terminating: counts.terminating,
    ...indexes,
    uncountedTerminatedPods: {
      ...(succeeded.length === 0 ? {} : { succeeded }),
      ...(failed.length === 0 ? {} : { failed }),
    },
  };
}
