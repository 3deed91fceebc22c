/** When a CronJob is due. Pure. Times are in milliseconds since 1970. */
import type { CronJob } from '@kubets/api';
import type { CronSchedule } from '@kubets/machinery/cron';
import { parseTime } from '@kubets/machinery/time';

/** As upstream, the controller wakes up a little after the scheduled time, so that the time has passed on its clock. */
const wakeUpDelayMs = 100;
/** Consecutive times that are visited one by one, before the last one is found by bisection. */
const maxSteps = 100;

/** The schedule never fires, or not often enough to compare two of its times. */
export class InvalidSchedule extends Error {
  override readonly name = 'InvalidSchedule';
}

export interface RecentTime {
  /** The last scheduled time that has passed. */
  readonly at?: number;
  /** How many times have passed since the CronJob last ran, estimated from the distance of the first two, as upstream. */
  readonly missed: number;
}

/** The time from which scheduled times count: that of the last Job, or the creation of the CronJob. */
function lastKnownTime({ status, metadata }: CronJob): number {
  return parseTime(status?.lastScheduleTime ?? metadata?.creationTimestamp ?? '') ?? 0;
}

/** The last of the schedule's times that is not after `now`. `first` is such a time. Some 30 lookups at most. */
function bisect(schedule: CronSchedule, first: number, now: number): number {
  let [last, end] = [first, now];
  while (end - last > 1000) {
    const middle = last + (end - last) / 2;
    const next = schedule.next(middle);
    if (next !== undefined && next <= now) last = next;
    else end = middle;
  }
  return last;
}

/** The last time in `(from, now]`. Schedules can be dense after a long gap, so that walking over all times could take seconds. */
function lastBetween(schedule: CronSchedule, from: number, now: number): number | undefined {
  let last: number | undefined;
  let next = schedule.next(from);
  for (let steps = 0; next !== undefined && next <= now; steps++) {
    last = next;
    if (steps === maxSteps) return bisect(schedule, last, now);
    next = schedule.next(last);
  }
  return last;
}

function recentSince(schedule: CronSchedule, earliest: number, now: number): RecentTime {
  const first = schedule.next(earliest);
  if (first !== undefined && now < first) return { missed: 0 };
  const second = first === undefined ? undefined : schedule.next(first);
  if (first !== undefined && second !== undefined && now < second) return { at: first, missed: 1 };
  const distance = Math.round(((second ?? 0) - (first ?? 0)) / 1000) * 1000;
  if (first === undefined || second === undefined || distance < 1000)
    throw new InvalidSchedule('time difference between two schedules is less than 1 second');
  const missed = Math.floor((now - first) / distance) + 1;
  // The jump keeps the times of `@every` at multiples of its interval.
  const at = lastBetween(schedule, first + (missed - 2) * distance, now);
  return { ...(at === undefined ? {} : { at }), missed };
}

/** The scheduled time for which a Job may have to be created. Throws {@link InvalidSchedule}. */
export function dueTime(cronJob: CronJob, schedule: CronSchedule, now: number): RecentTime {
  const { startingDeadlineSeconds } = cronJob.spec;
  const known = lastKnownTime(cronJob);
  const deadline = startingDeadlineSeconds === undefined ? known : now - startingDeadlineSeconds * 1000;
  return recentSince(schedule, Math.max(known, deadline), now);
}

/** The pause until the next scheduled time, in milliseconds; undefined if there is none. */
export function pauseUntilNext(cronJob: CronJob, schedule: CronSchedule, now: number): number | undefined {
  const next = schedule.next(latestTime(cronJob, schedule, now));
  return next === undefined ? undefined : Math.max(0, next + wakeUpDelayMs - now);
}

function latestTime(cronJob: CronJob, schedule: CronSchedule, now: number): number {
  const known = lastKnownTime(cronJob);
  try {
    const { at, missed } = recentSince(schedule, known, now);
    return at ?? (missed === 0 ? known : now);
  } catch (error) {
    if (error instanceof InvalidSchedule) return now;
    throw error;
  }
}
