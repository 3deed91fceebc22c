/** CronJobs: Jobs on a schedule. */
import { ageOf, containerImages, containerNames, nameOf, none, selectorCell, since, unset } from '../cells.ts';
import { defaultPodTemplate } from '../core/pod-defaults.ts';
import { workloadWarnings } from '../core/workload-warnings.ts';
import { defineResource } from '../define-resource.ts';
import type { CronJob } from '../generated/batch/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { validateCronJob, validateCronJobUpdate } from './cron-job-validation.ts';

function suspended(suspend: boolean | undefined): string {
  if (suspend === undefined) return unset;
  return suspend ? 'True' : 'False';
}

function row(job: CronJob, now: number): readonly Cell[] {
  const { spec, status } = job;
  const template = spec?.jobTemplate.spec;
  const containers = template?.template.spec?.containers;
  return [
    nameOf(job),
    spec?.schedule ?? '',
    spec?.timeZone ?? none,
    suspended(spec?.suspend),
    status?.active?.length ?? 0,
    status?.lastScheduleTime === undefined ? none : since(status.lastScheduleTime, now),
    ageOf(job, now),
    containerNames(containers),
    containerImages(containers),
    selectorCell(template?.selector),
  ];
}

function withTemplateDefaults(job: CronJob): CronJob {
  const { jobTemplate } = job.spec;
  const template = defaultPodTemplate(jobTemplate.spec?.template);
  if (jobTemplate.spec === undefined || template === undefined || template === jobTemplate.spec.template) return job;
  return { ...job, spec: { ...job.spec, jobTemplate: { ...jobTemplate, spec: { ...jobTemplate.spec, template } } } };
}

export const cronJobs = defineResource<CronJob>({
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  default: withTemplateDefaults,
  validate: validateCronJob,
  validateUpdate: validateCronJobUpdate,
  warnings: (job, old) =>
    workloadWarnings(job, old, job.spec.jobTemplate.spec?.template, 'spec.jobTemplate.spec.template.'),
  row,
});
