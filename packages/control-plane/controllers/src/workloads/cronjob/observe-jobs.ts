/** What the Jobs of a CronJob change in its status. */
import { type CronJob, type CronJobStatus, cronJobs, type Job, jobs, type ObjectReference } from '@kubets/api';
import type { ReconcileContext } from '@kubets/controller-runtime';
import { isNotFound } from '@kubets/machinery/status-error';
import { parseTime } from '@kubets/machinery/time';
import { endingOf } from './history.ts';

const isIn = (active: readonly ObjectReference[], job: Job): boolean =>
  active.some(({ uid }) => uid === job.metadata?.uid);

/** The completion time of the Job that succeeded last. Pure. */
function lastSuccess(known: string | undefined, jobs: readonly Job[]): string | undefined {
  return jobs
    .flatMap((job) => (endingOf(job) === 'Complete' ? (job.status?.completionTime ?? []) : []))
    .reduce((last, time) => ((parseTime(time) ?? 0) > (parseTime(last ?? '') ?? 0) ? time : last), known);
}

/** Removes finished and missing Jobs from the active ones, and records the last success. */
export async function observeJobs(
  cronJob: CronJob,
  mine: readonly Job[],
  context: ReconcileContext,
): Promise<CronJobStatus> {
  const { events } = context;
  let active = cronJob.status?.active ?? [];
  for (const job of mine) {
    const name = job.metadata?.name;
    const ending = endingOf(job);
    if (isIn(active, job) && ending !== undefined) {
      active = active.filter(({ uid }) => uid !== job.metadata?.uid);
      events.event(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${ending}`);
    } else if (!isIn(active, job) && ending === undefined) {
      active = await recheckUnexpected(cronJob, job, active, context);
    }
  }
  for (const reference of await missing(active, mine, context)) {
    active = active.filter((each) => each !== reference);
    events.event(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${reference.name}`);
  }
  return withActive({ ...cronJob.status, ...successOf(cronJob, mine) }, active);
}

function successOf(cronJob: CronJob, mine: readonly Job[]): Pick<CronJobStatus, 'lastSuccessfulTime'> {
  const time = lastSuccess(cronJob.status?.lastSuccessfulTime, mine);
  return time === undefined ? {} : { lastSuccessfulTime: time };
}

/** The status with these active Jobs. The API omits an empty list. */
export function withActive(status: CronJobStatus, active: readonly ObjectReference[]): CronJobStatus {
  const { active: _, ...rest } = status;
  return active.length === 0 ? rest : { ...rest, active };
}

/** A live read of the CronJob, because a former leader may have recorded the Job. */
async function recheckUnexpected(
  cronJob: CronJob,
  job: Job,
  active: readonly ObjectReference[],
  { client, events, signal }: ReconcileContext,
): Promise<readonly ObjectReference[]> {
  const { namespace, name = '' } = cronJob.metadata ?? {};
  const live = await client.get(cronJobs, { namespace, name }, { signal });
  const recorded = live.status?.active?.find(({ uid }) => uid === job.metadata?.uid);
  if (recorded !== undefined) return [...active, recorded];
  const message = `Saw a job that the controller did not create or forgot: ${job.metadata?.name}`;
  events.event(cronJob, 'Warning', 'UnexpectedJob', message);
  return active;
}

/** Active Jobs that neither the cache nor the API server has. */
async function missing(
  active: readonly ObjectReference[],
  mine: readonly Job[],
  { client, signal }: ReconcileContext,
): Promise<readonly ObjectReference[]> {
  const known = new Set(mine.map((job) => job.metadata?.uid));
  const lost: ObjectReference[] = [];
  for (const reference of active.filter(({ uid }) => !known.has(uid))) {
    const { namespace, name = '' } = reference;
    try {
      await client.get(jobs, { ...(namespace === undefined ? {} : { namespace }), name }, { signal });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      lost.push(reference);
    }
  }
  return lost;
}
