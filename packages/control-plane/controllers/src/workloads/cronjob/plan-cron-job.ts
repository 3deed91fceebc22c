/** Decides whether a CronJob creates a Job now, and when it is looked at again. Pure. Times are in milliseconds since 1970. */
import type { CronJob, CronJobStatus } from '@kubets/api';
import { CronError, type CronSchedule, isTimeZone, parseCron } from '@kubets/machinery/cron';
import { parseTime } from '@kubets/machinery/time';
import { jobName } from './new-job.ts';
import { dueTime, InvalidSchedule, pauseUntilNext } from './schedule.ts';

/** Beyond this number, a warning is recorded. */
const maxMissedTimes = 100;

export interface CronEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface CronJobPlan {
  readonly events: readonly CronEvent[];
  /** The scheduled time for which a Job is created. */
  readonly create?: number;
  /** Whether the active Jobs are deleted first. */
  readonly replace?: boolean;
  /** Milliseconds until the next scheduled time. */
  readonly after?: number;
}

const warning = (reason: string, message: string): CronEvent => ({ type: 'Warning', reason, message });

/** `Mon, 02 Jan 2006 15:04:05 +0000` */
const rfc1123 = (time: number): string => new Date(time).toUTCString().replace('GMT', '+0000');

interface Parsed {
  readonly schedule?: CronSchedule;
  readonly events: readonly CronEvent[];
}

function parse({ spec }: CronJob): Parsed {
  const { schedule, timeZone } = spec;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    const message = `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`;
    return { events: [warning('UnknownTimeZone', message)] };
  }
  const quoted = JSON.stringify(schedule);
  const events = schedule.includes('TZ')
    ? [
        warning(
          'UnsupportedSchedule',
          `CRON_TZ or TZ used in schedule ${quoted} is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details`,
        ),
      ]
    : [];
  try {
    return { events, schedule: parseCron(schedule, timeZone === undefined ? {} : { timeZone }) };
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    const message = `unparseable schedule: ${quoted} : ${error.message}`;
    return { events: [...events, warning('UnparseableSchedule', message)] };
  }
}

/** `changed`: the schedule has just been changed, so only the times from now on count. `status` includes what was observed of the Jobs. */
export function planCronJob(cronJob: CronJob, status: CronJobStatus, now: number, changed = false): CronJobPlan {
  if (cronJob.metadata?.deletionTimestamp !== undefined) return { events: [] };
  const { schedule, events } = parse(cronJob);
  if (cronJob.spec.suspend === true) return { events: events.filter(({ reason }) => reason === 'UnknownTimeZone') };
  if (schedule === undefined) return { events };
  const later = pauseUntilNext(cronJob, schedule, now);
  const after = later === undefined ? {} : { after: later };
  if (changed) return { events, ...after };
  try {
    const { at, missed: count } = dueTime(cronJob, schedule, now);
    if (at === undefined) return { events, ...after };
    const missed =
      count > maxMissedTimes
        ? [
            warning(
              'TooManyMissedTimes',
              'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
            ),
          ]
        : [];
    const plan = planDue(cronJob, status, at, now);
    return { ...plan, events: [...events, ...missed, ...plan.events], ...after };
  } catch (error) {
    if (!(error instanceof InvalidSchedule)) throw error;
    const message = `invalid schedule: ${cronJob.spec.schedule} : ${error.message}`;
    return { events: [...events, warning('InvalidSchedule', message)] };
  }
}

/** For the scheduled time `at`. */
export function planDue(cronJob: CronJob, status: CronJobStatus, at: number, now: number): CronJobPlan {
  const { startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec;
  const { active = [], lastScheduleTime = '' } = status;
  if (startingDeadlineSeconds !== undefined && at + startingDeadlineSeconds * 1000 < now)
    return { events: [warning('MissSchedule', `Missed scheduled time to start a job: ${rfc1123(at)}`)] };
  const done = active.some(({ name }) => name === jobName(cronJob, at)) || parseTime(lastScheduleTime) === at;
  if (done) return { events: [] };
  if (concurrencyPolicy === 'Forbid' && active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    return { events: [{ type: 'Normal', reason: 'JobAlreadyActive', message }] };
  }
  return { events: [], create: at, replace: concurrencyPolicy === 'Replace' };
}
