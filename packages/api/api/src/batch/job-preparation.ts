/** Generates the labels and the selector of a Job. */
import type { Job } from '../generated/batch/v1.ts';

export const controllerUidLabel = 'batch.kubernetes.io/controller-uid';
export const jobNameLabel = 'batch.kubernetes.io/job-name';
/** Labels without a prefix, kept for compatibility. */
export const legacyControllerUidLabel = 'controller-uid';
export const legacyJobNameLabel = 'job-name';

/**
 * Labels that the user set are kept. Validation reports conflicts. A Job without labels gets those of its template, as by upstream's
 * defaulting of the stored object.
 */
export function withGeneratedSelector(job: Job): Job {
  const { spec, metadata } = job;
  if (spec === undefined || spec.manualSelector) return job;
  const uid = metadata?.uid ?? '';
  const name = metadata?.name ?? '';
  const labels = {
    [legacyJobNameLabel]: name,
    [jobNameLabel]: name,
    [legacyControllerUidLabel]: uid,
    [controllerUidLabel]: uid,
    ...spec.template.metadata?.labels,
  };
  const matchLabels = { [controllerUidLabel]: uid, ...spec.selector?.matchLabels };
  const isLabeled = Object.keys(metadata?.labels ?? {}).length > 0;
  return {
    ...job,
    ...(isLabeled ? {} : { metadata: { ...metadata, labels } }),
    spec: {
      ...spec,
      selector: { ...spec.selector, matchLabels },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
}
