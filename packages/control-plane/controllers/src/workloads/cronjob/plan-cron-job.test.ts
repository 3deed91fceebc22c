/** When a CronJob creates a Job, what it reports instead, and how its history is limited. */
import type { CronJob, CronJobStatus, Job } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { jobsToRemove } from './history.ts';
import { newJob } from './new-job.ts';
import { type CronJobPlan, planCronJob, planDue } from './plan-cron-job.ts';

const at = (text: string): number => Date.parse(`2026-03-10T${text}Z`);
const created = '2026-03-10T08:00:00Z';

function cronJob(spec: Partial<CronJob['spec']>, status: CronJobStatus = {}, metadata = {}): CronJob {
  const template = { spec: { restartPolicy: 'Never' as const, containers: [{ name: 'c', image: 'i' }] } };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { namespace: 'web', name: 'tidy', uid: 'u', creationTimestamp: created, ...metadata },
    spec: { schedule: '0 * * * *', jobTemplate: { spec: { template } }, ...spec },
    status,
  };
}
const plan = (job: CronJob, now: number, changed = false): CronJobPlan =>
  planCronJob(job, job.status ?? {}, now, changed);
const reasons = ({ events }: CronJobPlan): readonly string[] => events.map(({ reason }) => reason);
const active = [{ kind: 'Job', name: 'tidy-1', uid: 'j' }];

describe('planCronJob', () => {
  it.each<[string, CronJob, string, Partial<CronJobPlan>]>([
    ['before the first time', cronJob({}), '08:30:00', { after: 1_800_100 }],
    ['at a time', cronJob({}), '09:00:00', { create: at('09:00:00'), after: 3_600_100 }],
    ['after several times: only the last', cronJob({}), '12:10:00', { create: at('12:00:00'), after: 3_000_100 }],
    ['done already', cronJob({}, { lastScheduleTime: '2026-03-10T09:00:00Z' }), '09:00:05', { after: 3_595_100 }],
    ['suspended', cronJob({ suspend: true }), '12:10:00', {}],
    ['being deleted', cronJob({}, {}, { deletionTimestamp: created }), '12:10:00', {}],
    ['within the deadline', cronJob({ startingDeadlineSeconds: 60 }), '09:00:59', { create: at('09:00:00') }],
    ['past the deadline', cronJob({ startingDeadlineSeconds: 60 }), '09:02:00', { after: 3_480_100 }],
    ['an interval', cronJob({ schedule: '@every 7m' }), '08:30:00', { create: at('08:28:00'), after: 300_100 }],
    [
      'in a time zone',
      cronJob({ schedule: '0 5 * * *', timeZone: 'America/New_York' }),
      '09:30:00',
      { create: at('09:00:00') },
    ],
  ])('%s', (_, job, now, expected) => {
    const { create, after, events } = plan(job, at(now));
    expect(events).toEqual([]);
    expect(create).toBe(expected.create);
    if (expected.after !== undefined || expected.create === undefined) expect(after).toBe(expected.after);
  });

  it.each<[string, Partial<CronJob['spec']>, CronJobStatus, Partial<CronJobPlan>]>([
    ['Allow', { concurrencyPolicy: 'Allow' }, { active }, { create: at('09:00:00'), replace: false }],
    ['Replace', { concurrencyPolicy: 'Replace' }, { active }, { create: at('09:00:00'), replace: true }],
    ['Forbid', { concurrencyPolicy: 'Forbid' }, {}, { create: at('09:00:00'), replace: false }],
  ])('concurrencyPolicy %s', (_, spec, status, expected) => {
    expect(plan(cronJob(spec, status), at('09:00:01'))).toMatchObject(expected);
  });

  it('creates no Job beside an active one with concurrencyPolicy Forbid', () => {
    const planned = plan(cronJob({ concurrencyPolicy: 'Forbid' }, { active }), at('09:00:01'));
    expect(planned.create).toBeUndefined();
    expect(reasons(planned)).toEqual(['JobAlreadyActive']);
  });

  it('starts nothing for times before a change of the schedule', () => {
    expect(plan(cronJob({}), at('12:10:00'), true)).toEqual({ events: [], after: 3_000_100 });
  });

  it.each<[string, Partial<CronJob['spec']>, string, string]>([
    [
      '31 February',
      { schedule: '0 0 31 2 *' },
      'InvalidSchedule',
      'invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second',
    ],
    [
      'not a schedule',
      { schedule: 'often' },
      'UnparseableSchedule',
      'unparseable schedule: "often" : expected exactly 5 fields, found 1: [often]',
    ],
    [
      'an unknown zone',
      { timeZone: 'Mars/Base' },
      'UnknownTimeZone',
      'invalid timeZone: "Mars/Base": unknown time zone Mars/Base',
    ],
  ])('reports %s and does not look again', (_, spec, reason, message) => {
    expect(plan(cronJob(spec), at('12:10:00'))).toEqual({ events: [{ type: 'Warning', reason, message }] });
  });

  it('reports a zone in the schedule, which old objects may have, and uses it', () => {
    const planned = plan(cronJob({ schedule: 'TZ=Asia/Tokyo 0 18 * * *' }), at('09:00:01'));
    expect([reasons(planned), planned.create]).toEqual([['UnsupportedSchedule'], at('09:00:00')]);
  });

  it('reports more than 100 missed times, and starts the last one', () => {
    const planned = plan(cronJob({ schedule: '* * * * *' }), at('09:41:00'));
    expect([reasons(planned), planned.create]).toEqual([['TooManyMissedTimes'], at('09:41:00')]);
    expect(reasons(plan(cronJob({ schedule: '* * * * *' }), at('09:40:30')))).toEqual([]);
    const limited = cronJob({ schedule: '* * * * *', startingDeadlineSeconds: 200 });
    expect(reasons(plan(limited, at('12:00:00')))).toEqual([]);
  });

  it('reports a start that is past its deadline', () => {
    const late = cronJob({ startingDeadlineSeconds: 60 });
    expect(planDue(late, {}, at('09:00:00'), at('09:01:00')).create).toBe(at('09:00:00'));
    const message = 'Missed scheduled time to start a job: Tue, 10 Mar 2026 09:00:00 +0000';
    expect(planDue(late, {}, at('09:00:00'), at('09:01:01'))).toEqual({
      events: [{ type: 'Warning', reason: 'MissSchedule', message }],
    });
  });

  it('finds the last of many times after a gap in few steps', () => {
    const dense = cronJob({ schedule: '* * * 1 *' }, { lastScheduleTime: '2024-01-31T23:58:00Z' });
    expect(plan(dense, Date.parse('2026-02-10T00:00:00Z')).create).toBe(Date.parse('2026-01-31T23:59:00Z'));
  });
});

describe('newJob', () => {
  it('names the Job by the minute, and records the scheduled time in the zone', () => {
    const scheduled = at('09:00:00');
    const { metadata } = newJob(cronJob({ timeZone: 'Europe/Berlin' }), scheduled);
    expect(metadata).toEqual({
      namespace: 'web',
      name: `tidy-${scheduled / 60_000}`,
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-03-10T10:00:00+01:00' },
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name: 'tidy', uid: 'u', controller: true, blockOwnerDeletion: true },
      ],
    });
  });
});

describe('jobsToRemove', () => {
  const job = (name: string, type: string, startTime?: string): Job => ({
    metadata: { name },
    status: { conditions: [{ type, status: 'True' }], ...(startTime === undefined ? {} : { startTime }) },
  });
  const all = [
    job('a', 'Complete', '2026-03-10T03:00:00Z'),
    job('b', 'Complete', '2026-03-10T01:00:00Z'),
    job('c', 'Failed'),
    job('d', 'Failed', '2026-03-10T02:00:00Z'),
    job('e', 'Suspended', '2026-03-10T02:00:00Z'),
  ];
  it.each<[Partial<CronJob['spec']>, string[]]>([
    [{}, []],
    [{ successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1 }, ['b', 'd']],
    [{ successfulJobsHistoryLimit: 0 }, ['b', 'a']],
    [{ failedJobsHistoryLimit: 0 }, ['d', 'c']],
  ])('%j', (spec, expected) => {
    expect(jobsToRemove(cronJob(spec), all).map(({ metadata }) => metadata?.name)).toEqual(expected);
  });
});
