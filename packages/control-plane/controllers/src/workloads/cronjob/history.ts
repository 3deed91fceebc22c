/** The Jobs of a CronJob: which are finished, and which are beyond its history limits. Pure. */
import type { CronJob, Job } from '@kubets/api';
import { parseTime } from '@kubets/machinery/time';

export type Ending = 'Complete' | 'Failed';

/** How the Job ended; undefined while it runs. */
export function endingOf({ status }: Job): Ending | undefined {
  const condition = status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  return condition?.type as Ending | undefined;
}

/** Earliest start first. Jobs that have not started come last. */
function byStart(a: Job, b: Job): number {
  const [left, right] = [a, b].map(({ status }) => parseTime(status?.startTime ?? '') ?? Number.MAX_SAFE_INTEGER);
  return (left ?? 0) - (right ?? 0) || ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1);
}

/** The oldest finished Jobs beyond the limits. */
export function jobsToRemove({ spec }: CronJob, jobs: readonly Job[]): readonly Job[] {
  const beyond = (ending: Ending, limit: number | undefined): readonly Job[] => {
    if (limit === undefined) return [];
    const finished = jobs.filter((job) => endingOf(job) === ending).sort(byStart);
    return finished.slice(0, Math.max(0, finished.length - limit));
  };
  return [...beyond('Complete', spec.successfulJobsHistoryLimit), ...beyond('Failed', spec.failedJobsHistoryLimit)];
}
