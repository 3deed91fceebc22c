/** The labels and the selector by which a Job knows its pods. */
import type { Job } from '../generated/batch/v1.ts';

export const controllerUidLabel = 'batch.kubernetes.io/controller-uid';
export const jobNameLabel = 'batch.kubernetes.io/job-name';
/** From before labels of Kubernetes had a prefix. */
export const legacyControllerUidLabel = 'controller-uid';
export const legacyJobNameLabel = 'job-name';

/** What the user has set already stays; if it conflicts, validation says so. */
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
  return {
    ...job,
    spec: {
      ...spec,
      selector: { ...spec.selector, matchLabels },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
}
