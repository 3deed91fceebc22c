/** Jobs: pods that run to completion. */
import { humanDuration } from '@kubets/machinery/time';
import { ageOf, containerImages, containerNames, isTrue, nameOf, selectorCell } from '../cells.ts';
import { defaultSpecTemplate } from '../core/template-defaults.ts';
import { workloadWarnings } from '../core/workload-warnings.ts';
import { defineResource } from '../define-resource.ts';
import type { Job } from '../generated/batch/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { withGeneratedSelector } from './job-preparation.ts';
import { validateJobStatus } from './job-status.ts';
import { validateJob, validateJobUpdate } from './job-validation.ts';

function completions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function duration({ status }: Job, now: number): string {
  if (status?.startTime === undefined) return '';
  const end = status.completionTime === undefined ? now : Date.parse(status.completionTime);
  return humanDuration(end - Date.parse(status.startTime));
}

function state(job: Job): string {
  const conditions = job.status?.conditions;
  if (isTrue(conditions, 'Complete')) return 'Complete';
  if (isTrue(conditions, 'Failed')) return 'Failed';
  if (job.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  if (isTrue(conditions, 'Suspended')) return 'Suspended';
  if (isTrue(conditions, 'FailureTarget')) return 'FailureTarget';
  return isTrue(conditions, 'SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function row(job: Job, now: number): readonly Cell[] {
  const containers = job.spec?.template.spec?.containers;
  return [
    nameOf(job),
    state(job),
    completions(job),
    duration(job, now),
    ageOf(job, now),
    containerNames(containers),
    containerImages(containers),
    selectorCell(job.spec?.selector),
  ];
}

export const jobs = defineResource<Job>({
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  defaultGarbageCollectionPolicy: 'orphan',
  default: defaultSpecTemplate,
  prepareCreate: withGeneratedSelector,
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatusUpdate: validateJobStatus,
  warnings: (job, old) => workloadWarnings(job, old, job.spec?.template),
  selectableFields: { 'status.successful': (job) => String(job.status?.succeeded ?? 0) },
  row,
});
