/** The Job of a CronJob for a scheduled time. Pure. */
import type { CronJob, Job, ObjectReference } from '@kubets/api';
import { formatTimeIn } from '@kubets/machinery/cron';
import { controllerReference } from '../../shared/ownership/controller-reference.ts';

const scheduledTimestamp = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** The same for a scheduled time, so that two attempts cannot create two Jobs. */
export function jobName(cronJob: CronJob, scheduled: number): string {
  return `${cronJob.metadata?.name}-${Math.floor(scheduled / 60_000)}`;
}

export function newJob(cronJob: CronJob, scheduled: number): Job {
  const { jobTemplate, timeZone = 'UTC' } = cronJob.spec;
  const { labels, annotations } = jobTemplate.metadata ?? {};
  return {
    metadata: {
      namespace: cronJob.metadata?.namespace ?? '',
      name: jobName(cronJob, scheduled),
      ...(labels === undefined ? {} : { labels }),
      annotations: { ...annotations, [scheduledTimestamp]: formatTimeIn(scheduled, timeZone) },
      ownerReferences: [controllerReference(cronJob)],
    },
    ...(jobTemplate.spec === undefined ? {} : { spec: jobTemplate.spec }),
  };
}

/** The entry of `status.active`. */
export function referenceTo({ metadata }: Job): ObjectReference {
  const { namespace = '', name = '', uid = '', resourceVersion = '' } = metadata ?? {};
  return { kind: 'Job', apiVersion: 'batch/v1', namespace, name, uid, resourceVersion };
}
