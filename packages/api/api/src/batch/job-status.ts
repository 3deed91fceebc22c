/** Validation of a Job's status. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { type Found, nonNegative } from '../core/validation/checks.ts';
import type { Job, JobStatus } from '../generated/batch/v1.ts';
import { countIndexes } from './indexes.ts';

const counts = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;

function conditions(found: Found, status: JobStatus): void {
  const is = (type: string): boolean =>
    status.conditions?.some((each) => each.type === type && each.status === 'True') ?? false;
  const refuse = (detail: string): void => {
    found.push({ type: 'FieldValueInvalid', field: 'status.conditions', message: `Invalid value: ${detail}` });
  };
  const [complete, failed, met] = [is('Complete'), is('Failed'), is('SuccessCriteriaMet')];
  if (complete && failed) refuse('cannot set Complete=True and Failed=true conditions');
  if (complete && is('FailureTarget')) refuse('cannot set Complete=True and FailureTarget=true conditions');
  if (failed && !is('FailureTarget')) {
    refuse('cannot set Failed=True condition without the FailureTarget=true condition');
  }
  if (complete && !met) {
    refuse('cannot set Complete=True condition without the SuccessCriteriaMet=true condition');
  }
  if (met && failed) refuse('cannot set SuccessCriteriaMet=True and Failed=true conditions');
  if (met && is('FailureTarget')) refuse('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions');
  const at = 'status.completionTime';
  if (complete && status.completionTime === undefined) {
    found.push(fieldError.required(at, 'completionTime is required for Complete jobs'));
  }
  if (!complete && status.completionTime !== undefined) {
    const detail = 'cannot set completionTime when there is no Complete=True condition';
    found.push(fieldError.invalid(at, status.completionTime, detail));
  }
  if (!complete && !failed) return;
  if ((status.active ?? 0) > 0) {
    found.push(fieldError.invalid('status.active', status.active, 'active>0 is invalid for finished job'));
  }
  if (status.startTime === undefined) {
    found.push(fieldError.required('status.startTime', 'startTime is required for finished job'));
  }
  const { succeeded = [], failed: failures = [] } = status.uncountedTerminatedPods ?? {};
  if (succeeded.length + failures.length > 0) {
    const detail = 'uncountedTerminatedPods needs to be empty for finished job';
    found.push(fieldError.invalid('status.uncountedTerminatedPods', status.uncountedTerminatedPods, detail));
  }
}

function indexes(found: Found, field: 'completedIndexes' | 'failedIndexes', job: Job): void {
  const text = job.status?.[field];
  if (text === undefined || job.spec?.completions === undefined) return;
  const counted = countIndexes(text, job.spec.completions);
  if (typeof counted === 'number') return;
  found.push(fieldError.invalid(`status.${field}`, text, `error parsing ${field}: ${counted}`));
}

/** Some rules apply only to built-in controllers, or only if the old status was valid. */
export function validateJobStatus(next: Job, old: Job): readonly FieldError[] {
  const found: FieldError[] = [];
  const status = next.status ?? {};
  for (const name of counts) nonNegative(found, `status.${name}`, status[name]);
  const before: Found = [];
  conditions(before, old.status ?? {});
  if (before.length === 0) conditions(found, status);
  if (next.status?.completedIndexes !== old.status?.completedIndexes) indexes(found, 'completedIndexes', next);
  if (next.status?.failedIndexes !== old.status?.failedIndexes) indexes(found, 'failedIndexes', next);
  if ((status.ready ?? 0) > (status.active ?? 0) && status.ready !== old.status?.ready) {
    found.push(fieldError.invalid('status.ready', status.ready, 'cannot set more ready pods than active'));
  }
  return found;
}
