/** The pods of a Job: their identity, and how they finished. */
import type { Container, Job, Pod } from '@kubets/api';
import { parseTime } from '@kubets/machinery/time';
import { podCondition } from '../../shared/pods/pod-state.ts';

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
export const indexAnnotation = 'batch.kubernetes.io/job-completion-index';
export const failureCount = 'batch.kubernetes.io/job-index-failure-count';
export const ignoredFailureCount = 'batch.kubernetes.io/job-index-ignored-failure-count';

export const uidOf = (pod: Pod): string => pod.metadata?.uid ?? '';
export const isTracked = (pod: Pod): boolean => pod.metadata?.finalizers?.includes(trackingFinalizer) ?? false;
export const isIndexed = (job: Job): boolean => job.spec?.completionMode === 'Indexed';
export const isSuspended = (job: Job): boolean => job.spec?.suspend === true;

/** Whether only failed pods are replaced, not terminating ones. */
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

/** The count in an annotation of the pod; 0 by default. */
export function countIn(pod: Pod | undefined, annotation: string): number {
  const text = pod?.metadata?.annotations?.[annotation] ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : 0;
}

/** When the last container, including sidecars, finished, in milliseconds since 1970; undefined if one has not, or if it is unknown. */
function containersEnded({ spec, status }: Pod): number | undefined {
  const sidecars = new Set((spec?.initContainers ?? []).flatMap((each) => (isSidecar(each) ? [each.name] : [])));
  const statuses = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  ];
  const ends = statuses.map(({ state }) => parseTime(state?.terminated?.finishedAt ?? ''));
  if (ends.length === 0 || ends.includes(undefined)) return undefined;
  return Math.max(...ends.filter((end) => end !== undefined));
}

const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always';

/** When the pod became unready, in milliseconds since 1970; undefined if it is unknown. */
function stoppedAt(pod: Pod): number | undefined {
  const ready = podCondition(pod, 'Ready');
  return containersEnded(pod) ?? (ready?.status === 'False' ? parseTime(ready.lastTransitionTime ?? '') : undefined);
}

/** When its deletion was requested, in milliseconds since 1970. */
function deletionAskedAt({ metadata }: Pod): number | undefined {
  const end = parseTime(metadata?.deletionTimestamp ?? '');
  return end === undefined ? undefined : end - (metadata?.deletionGracePeriodSeconds ?? 0) * 1000;
}

/** The best known time at which the pod finished, in milliseconds since 1970. */
export function finishedAt(pod: Pod): number {
  return stoppedAt(pod) ?? deletionAskedAt(pod) ?? parseTime(pod.metadata?.creationTimestamp ?? '') ?? 0;
}

/** Whether the pod finished because it was deleted, as opposed to a failed pod that was deleted later. */
export function endedByDeletion(pod: Pod): boolean {
  const asked = deletionAskedAt(pod);
  if (asked === undefined) return false;
  return pod.status?.phase !== 'Failed' || (stoppedAt(pod) ?? asked) >= asked;
}
