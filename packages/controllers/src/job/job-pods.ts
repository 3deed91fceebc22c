/** What a Job asks of its pods: who they are, and how they ended. */
import type { Job, Pod } from '@kubets/api';
import { parseTime } from '@kubets/machinery';
import { podCondition } from '../pods/pod-state.ts';

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
export const indexAnnotation = 'batch.kubernetes.io/job-completion-index';
export const failureCount = 'batch.kubernetes.io/job-index-failure-count';
export const ignoredFailureCount = 'batch.kubernetes.io/job-index-ignored-failure-count';

export const uidOf = (pod: Pod): string => pod.metadata?.uid ?? '';
export const isTracked = (pod: Pod): boolean => pod.metadata?.finalizers?.includes(trackingFinalizer) ?? false;
export const isIndexed = (job: Job): boolean => job.spec?.completionMode === 'Indexed';
export const isSuspended = (job: Job): boolean => job.spec?.suspend === true;

/** Terminating pods still count as there: only what has really failed is replaced. */
export function replacesOnlyFailed(job: Job): boolean {
  return job.spec?.podReplacementPolicy === 'Failed' || job.spec?.podFailurePolicy !== undefined;
}

export function hasSucceeded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded';
}

export function hasFailed(pod: Pod, job: Job): boolean {
  if (pod.status?.phase === 'Failed') return true;
  return !replacesOnlyFailed(job) && pod.metadata?.deletionTimestamp !== undefined && !hasSucceeded(pod);
}

/** The pod's completion index; undefined when it has none below the Job's completions. */
export function indexOf(pod: Pod, job: Job): number | undefined {
  const text = pod.metadata?.annotations?.[indexAnnotation] ?? '';
  const index = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  return index >= 0 && index < (job.spec?.completions ?? 0) ? index : undefined;
}

/** A count that a pod carries in an annotation; 0 when it carries none. */
export function countIn(pod: Pod | undefined, annotation: string): number {
  const text = pod?.metadata?.annotations?.[annotation] ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : 0;
}

/** When the pod ended (ms since 1970), as well as it can be known. */
export function finishedAt(pod: Pod): number {
  const ends = (pod.status?.containerStatuses ?? []).flatMap(
    ({ state }) => parseTime(state?.terminated?.finishedAt ?? '') ?? [],
  );
  if (ends.length > 0) return Math.max(...ends);
  const { deletionTimestamp, creationTimestamp } = pod.metadata ?? {};
  const told = podCondition(pod, 'Ready')?.lastTransitionTime ?? deletionTimestamp ?? creationTimestamp;
  return parseTime(told ?? '') ?? 0;
}
