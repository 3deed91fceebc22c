/** Validation of Jobs on create and update. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Label, qualifiedName } from '@kubets/machinery/names';
import { validateLabelSelector } from '@kubets/machinery/selectors';
import { semanticEqual } from '../core/semantic-equal.ts';
import { among, type Found, invalidFor, nonNegative } from '../core/validation/checks.ts';
import { compiledSelector, podTemplate, selectorMatchesTemplate } from '../core/validation/pod-template.ts';
import type { Job, JobSpec } from '../generated/batch/v1.ts';
import type { PodTemplateSpec } from '../generated/core/v1.ts';
import { podFailurePolicy, successPolicy } from './job-policies.ts';
import { controllerUidLabel, jobNameLabel, legacyControllerUidLabel, legacyJobNameLabel } from './job-preparation.ts';

/** Limits of Indexed Jobs. */
const indexedParallelismLimit = 100_000;
const failedIndexesLimit = 100_000;
const largeJobCompletions = 100_000;
const fewer = 10_000;

function lessOrEqual(found: Found, path: string, value: number | undefined, limit: number, when = ''): void {
  if (value === undefined || value <= limit) return;
  found.push(fieldError.invalid(path, value, `must be less than or equal to ${limit}${when}`));
}

function indexed(found: Found, path: string, spec: JobSpec): void {
  const { completions, parallelism, maxFailedIndexes, backoffLimitPerIndex } = spec;
  if (completions === undefined) {
    found.push(fieldError.required(`${path}.completions`, 'when completion mode is Indexed'));
  }
  lessOrEqual(found, `${path}.parallelism`, parallelism, indexedParallelismLimit, ' when completion mode is Indexed');
  const failed = `${path}.maxFailedIndexes`;
  if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions) {
    found.push(fieldError.invalid(failed, maxFailedIndexes, 'must be less than or equal to completions'));
  }
  lessOrEqual(found, failed, maxFailedIndexes, failedIndexesLimit);
  if (completions === undefined || completions <= largeJobCompletions || backoffLimitPerIndex === undefined) return;
  if (maxFailedIndexes === undefined) {
    found.push(fieldError.required(failed, `must be specified when completions is above ${largeJobCompletions}`));
  }
  const when = ` when completions are above ${largeJobCompletions} and used with backoff limit per index`;
  lessOrEqual(found, `${path}.parallelism`, parallelism, fewer, when);
  lessOrEqual(found, failed, maxFailedIndexes, fewer, when);
}

function notIndexed(found: Found, path: string, spec: JobSpec): void {
  for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
    const value = spec[name];
    if (value !== undefined)
      found.push(fieldError.invalid(`${path}.${name}`, value, 'requires indexed completion mode'));
  }
}

/** The restart policy of a Job's pods must let them end. */
function restartPolicy(found: Found, path: string, spec: JobSpec): void {
  const at = `${path}.template.spec.restartPolicy`;
  const policy: string = spec.template.spec?.restartPolicy ?? '';
  if (policy === 'Always' || policy === '') {
    found.push(fieldError.required(at, 'valid values: "OnFailure", "Never"'));
  } else if (policy !== 'OnFailure' && policy !== 'Never') {
    found.push(fieldError.notSupported(at, policy, ['OnFailure', 'Never']));
  } else if (spec.podFailurePolicy !== undefined && policy !== 'Never') {
    found.push(fieldError.invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified'));
  }
}

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

/** Validates everything except the selector, which Job templates do not have. */
export function jobSpec(found: Found, path: string, spec: JobSpec): void {
  for (const name of counts) nonNegative(found, `${path}.${name}`, spec[name]);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    found.push(fieldError.required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  if (spec.managedBy !== undefined) {
    const prefixed = spec.managedBy.includes('/') ? [] : ['must be a domain-prefixed path (such as "acme.io/foo")'];
    invalidFor(found, `${path}.managedBy`, spec.managedBy, [...prefixed, ...qualifiedName(spec.managedBy)]);
    if (spec.managedBy.length > 63) found.push(fieldError.tooLong(`${path}.managedBy`, 63));
  }
  among(found, `${path}.completionMode`, spec.completionMode, ['NonIndexed', 'Indexed']);
  if (spec.completionMode === 'Indexed') indexed(found, path, spec);
  else if (spec.completionMode === undefined || spec.completionMode === 'NonIndexed') notIndexed(found, path, spec);
  if (spec.podFailurePolicy !== undefined) podFailurePolicy(found, `${path}.podFailurePolicy`, spec);
  if (spec.successPolicy !== undefined) {
    if (spec.completionMode === 'Indexed') successPolicy(found, `${path}.successPolicy`, spec);
    else {
      const detail = 'requires indexed completion mode';
      found.push(fieldError.invalid(`${path}.successPolicy`, spec.successPolicy, detail));
    }
  }
  const replacement = spec.podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  among(found, `${path}.podReplacementPolicy`, spec.podReplacementPolicy, replacement);
  podTemplate(found, `${path}.template`, spec.template);
  restartPolicy(found, path, spec);
}

/** Validates that labels and selector are the generated ones. */
function generatedSelector(found: Found, job: Job, spec: JobSpec): void {
  if (spec.manualSelector || spec.selector === undefined) return;
  const { uid = '', name = '' } = job.metadata ?? {};
  if (uid === '') found.push(fieldError.required('metadata.uid'));
  const expected = {
    [legacyControllerUidLabel]: uid,
    [legacyJobNameLabel]: name,
    [controllerUidLabel]: uid,
    [jobNameLabel]: name,
  };
  const labels = spec.template.metadata?.labels ?? {};
  for (const [key, value] of Object.entries(expected)) {
    const path = `spec.template.metadata.labels[${key}]`;
    if (!Object.hasOwn(labels, key)) found.push(fieldError.required(path, `must be '${value}'`));
    if (labels[key] !== value) found.push(fieldError.invalid(path, labels, `must be '${value}'`));
  }
  if (compiledSelector(spec.selector)?.matches(expected) === false) {
    found.push(fieldError.invalid('spec.selector', spec.selector, '`selector` not auto-generated'));
  }
}

function selectedSpec(found: Found, spec: JobSpec): void {
  jobSpec(found, 'spec', spec);
  if (spec.selector === undefined) found.push(fieldError.required('spec.selector'));
  else found.push(...validateLabelSelector(spec.selector, 'spec.selector'));
  selectorMatchesTemplate(found, 'spec.template', spec.selector, spec.template);
}

export function validateJob(job: Job): readonly FieldError[] {
  const found: FieldError[] = [];
  const { spec } = job;
  if (spec === undefined) return [fieldError.required('spec.selector')];
  generatedSelector(found, job, spec);
  selectedSpec(found, spec);
  const name = job.metadata?.name ?? '';
  if (spec.completionMode === 'Indexed' && (spec.completions ?? 0) > 0) {
    const hostname = `${name}-${(spec.completions ?? 0) - 1}`;
    if (dns1123Label(hostname).length > 0) {
      const detail = `will not able to create pod with invalid DNS label: ${hostname}`;
      found.push(fieldError.invalid('metadata.name', name, detail));
    }
  }
  return found;
}

/** The scheduling directives of the template may change while the Job is suspended. */
function withDirectivesOf(template: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  const { labels: _, annotations: __, ...metadata } = template.metadata ?? {};
  const { labels, annotations } = old.metadata ?? {};
  const {
    nodeSelector: ___,
    tolerations: ____,
    schedulingGates: _____,
    affinity,
    ...rest
  } = template.spec ?? {
    containers: [],
  };
  const { nodeSelector, tolerations, schedulingGates, affinity: before } = old.spec ?? {};
  const { nodeAffinity: ______, ...neighbours } = affinity ?? {};
  return {
    metadata: { ...metadata, ...(labels && { labels }), ...(annotations && { annotations }) },
    spec: {
      ...rest,
      affinity: { ...neighbours, ...(before?.nodeAffinity && { nodeAffinity: before.nodeAffinity }) },
      ...(nodeSelector && { nodeSelector }),
      ...(tolerations && { tolerations }),
      ...(schedulingGates && { schedulingGates }),
    },
  };
}

function completionsUpdate(found: Found, next: JobSpec, old: JobSpec): void {
  if (next.completions === old.completions) return;
  const path = 'spec.completions';
  if (next.completionMode !== 'Indexed' || next.completions === undefined || old.completions === undefined) {
    found.push(fieldError.invalid(path, next.completions ?? null, 'field is immutable'));
  } else if (next.completions !== next.parallelism) {
    const detail = 'can only be modified in tandem with spec.parallelism';
    found.push(fieldError.invalid(path, next.completions, detail));
  }
}

const immutable = [
  'selector',
  'template',
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'successPolicy',
  'managedBy',
] as const;

export function validateJobUpdate(job: Job, oldJob: Job): readonly FieldError[] {
  const found: FieldError[] = [];
  const { spec } = job;
  const old = oldJob.spec;
  if (spec === undefined || old === undefined) return validateJob(job);
  selectedSpec(found, spec);
  completionsUpdate(found, spec, old);
  const movable = old.suspend === true && oldJob.status?.startTime === undefined;
  const next = movable ? { ...spec, template: withDirectivesOf(spec.template, old.template) } : spec;
  for (const field of immutable) {
    if (semanticEqual(next[field], old[field])) continue;
    found.push(fieldError.invalid(`spec.${field}`, next[field] ?? null, 'field is immutable'));
  }
  return found;
}
