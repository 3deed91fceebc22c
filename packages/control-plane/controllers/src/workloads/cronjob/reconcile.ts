/** Carries out the plan of a CronJob: creates and deletes Jobs, and records events. */
import { type CronJob, type CronJobStatus, type Job, jobs } from '@kubets/api';
import { messageOf } from '@kubets/base';
import type { ReconcileContext, ReconcileResult } from '@kubets/controller-runtime';
import { isAlreadyExists, isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import { isControlledBy } from '../../shared/ownership/controller-reference.ts';
import { isNamespaceTerminating } from '../../shared/pods/pod-writes.ts';
import { jobsToRemove } from './history.ts';
import { newJob, referenceTo } from './new-job.ts';
import { observeJobs, withActive } from './observe-jobs.ts';
import { type CronJobPlan, planCronJob } from './plan-cron-job.ts';

/** `changed`: the schedule was changed since the last reconciliation. */
export async function reconcileCronJob(
  cronJob: CronJob,
  changed: boolean,
  context: ReconcileContext,
): Promise<ReconcileResult<CronJob>> {
  const { cache, clock, events } = context;
  const mine = cache.ownedBy(jobs, cronJob).filter((job) => isControlledBy(job, cronJob));
  const surplus = jobsToRemove(cronJob, mine);
  for (const job of surplus) await deleteJob(job, cronJob, context);
  const kept = mine.filter((job) => !surplus.includes(job));
  const status = await observeJobs(cronJob, kept, context);
  const plan = planCronJob(cronJob, status, clock.now(), changed);
  for (const { type, reason, message } of plan.events) events.event(cronJob, type, reason, message);
  const after = plan.after === undefined ? {} : { requeueAfterMs: plan.after };
  if (plan.create === undefined) return { status, ...after };
  try {
    return { status: await start(cronJob, status, plan, plan.create, context), ...after };
  } catch (error) {
    return { status, error };
  }
}

/** Deletes the Job and records an event. A Job that does not exist is no failure. */
async function deleteJob(job: Job, cronJob: CronJob, { client, events, signal }: ReconcileContext): Promise<void> {
  const { namespace, name = '', uid = '' } = job.metadata ?? {};
  try {
    await client.delete(jobs, { namespace, name }, { propagationPolicy: 'Background', preconditions: { uid }, signal });
  } catch (error) {
    if (isNotFound(error)) return;
    if (!signal.aborted) events.event(cronJob, 'Warning', 'FailedDelete', `Deleted job: ${messageOf(error)}`);
    throw error;
  }
  events.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
}

/** Creates the Job of the scheduled time, after the active ones are deleted if it replaces them. Returns the new status. */
async function start(
  cronJob: CronJob,
  status: CronJobStatus,
  plan: CronJobPlan,
  scheduled: number,
  context: ReconcileContext,
): Promise<CronJobStatus> {
  if (plan.replace === true) await deleteActive(cronJob, status, context);
  const active = plan.replace === true ? [] : (status.active ?? []);
  const job = await create(cronJob, scheduled, context);
  if (job === undefined || active.some(({ uid }) => uid === job.metadata?.uid)) return withActive(status, active);
  return withActive({ ...status, lastScheduleTime: formatTime(scheduled) }, [...active, referenceTo(job)]);
}

async function deleteActive(
  cronJob: CronJob,
  { active = [] }: CronJobStatus,
  context: ReconcileContext,
): Promise<void> {
  const { client, events, signal } = context;
  for (const { namespace = '', name = '' } of active) {
    try {
      await deleteJob(await client.get(jobs, { namespace, name }, { signal }), cronJob, context);
    } catch (error) {
      if (isNotFound(error)) events.event(cronJob, 'Warning', 'FailedGet', `Get job: ${messageOf(error)}`);
      throw error;
    }
  }
}

/** The new Job, or the existing one of the same scheduled time. Undefined if that one is not the CronJob's, or if the namespace is terminating. */
async function create(
  cronJob: CronJob,
  scheduled: number,
  { client, events, signal }: ReconcileContext,
): Promise<Job | undefined> {
  const job = newJob(cronJob, scheduled);
  const { namespace, name = '' } = job.metadata ?? {};
  try {
    const created = await client.create(jobs, job, { signal });
    events.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
    return created;
  } catch (error) {
    if (isNamespaceTerminating(error)) return undefined;
    if (!isAlreadyExists(error)) {
      if (!signal.aborted) events.event(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${messageOf(error)}`);
      throw error;
    }
  }
  const existing = await client.get(jobs, { namespace, name }, { signal });
  return isControlledBy(existing, cronJob) ? existing : undefined;
}
