/** Validation of CronJobs. */
import { CronError, isTimeZone, parseCron } from '@kubets/machinery/cron';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { closed, type Found, nonNegative, required } from '../core/validation/checks.ts';
import type { CronJob, CronJobSpec } from '../generated/batch/v1.ts';
import { jobSpec } from './job-validation.ts';

/** Eleven bytes of a Job's name are reserved for the scheduled time. */
const maxNameLength = 52;

function schedule(found: Found, { schedule: text, timeZone }: CronJobSpec): void {
  const path = 'spec.schedule';
  if (!required(found, path, text)) return;
  try {
    parseCron(text);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    found.push(fieldError.invalid(path, text, error.message));
  }
  if (!text.includes('TZ')) return;
  const detail =
    timeZone === undefined
      ? 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
      : 'cannot use both timeZone field and TZ or CRON_TZ in schedule';
  found.push(fieldError.invalid(path, text, detail));
}

function timeZone(found: Found, name: string | undefined): void {
  const invalid = (detail: string): void => {
    found.push(fieldError.invalid('spec.timeZone', name, detail));
  };
  if (name === undefined) return;
  if (name === '') invalid('must be nil or non-empty string');
  else if (name.toLowerCase() === 'local') {
    invalid('timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones');
  } else if (!isTimeZone(name)) invalid(`unknown time zone ${name}`);
}

function template(found: Found, { jobTemplate }: CronJobSpec): void {
  const path = 'spec.jobTemplate.spec';
  const { spec } = jobTemplate;
  if (spec === undefined) return;
  jobSpec(found, path, spec);
  if (spec.selector !== undefined) {
    found.push(fieldError.invalid(`${path}.selector`, spec.selector, '`selector` will be auto-generated'));
  }
  if (spec.manualSelector) found.push(fieldError.notSupported(`${path}.manualSelector`, true, ['nil', 'false']));
}

function cronJobSpec(found: Found, spec: CronJobSpec): void {
  schedule(found, spec);
  nonNegative(found, 'spec.startingDeadlineSeconds', spec.startingDeadlineSeconds);
  timeZone(found, spec.timeZone);
  closed(found, 'spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']);
  template(found, spec);
  nonNegative(found, 'spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
  nonNegative(found, 'spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
}

export function validateCronJob({ spec, metadata }: CronJob): readonly FieldError[] {
  const found: FieldError[] = [];
  cronJobSpec(found, spec);
  const name = metadata?.name ?? '';
  if (name.length > maxNameLength) {
    found.push(fieldError.invalid('metadata.name', name, `must be no more than ${maxNameLength} characters`));
  }
  return found;
}

/** Existing objects may keep longer names and schedules with a time zone. */
export function validateCronJobUpdate({ spec }: CronJob, old: CronJob): readonly FieldError[] {
  const found: FieldError[] = [];
  cronJobSpec(found, spec);
  if (spec.schedule !== old.spec.schedule || spec.timeZone !== old.spec.timeZone) return found;
  return found.filter(({ field }) => field !== 'spec.schedule' && field !== 'spec.timeZone');
}
