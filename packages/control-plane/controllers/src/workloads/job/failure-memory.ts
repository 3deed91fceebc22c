/**
 * Records when the pods of a Job failed, also after they are deleted, so that deleting failed pods does not bypass the backoff. As
 * upstream, the records are in memory; a new leader knows only the pods that still exist.
 */
import type { Job, Pod } from '@kubets/api';
import { objectKey } from '@kubets/machinery/object-key';
import { endedByDeletion, finishedAt, hasFailed, hasSucceeded, uidOf } from './job-pods.ts';

/** With fewer failures the backoff has already reached its maximum. */
const maxFailures = 16;

interface Remembered {
  readonly uid: string;
  /** When each pod failed since the last success, in milliseconds since 1970, by UID. */
  readonly failures: Map<string, number>;
}

export class FailureMemory {
  readonly #jobs = new Map<string, Remembered>();

  /** Records the existing pods. Returns when deleted pods failed, in milliseconds since 1970. */
  observe(job: Job, pods: readonly Pod[]): readonly number[] {
    const { namespace = '', name = '', uid = '' } = job.metadata ?? {};
    const key = objectKey(namespace, name);
    const known = this.#jobs.get(key);
    const failures = known?.uid === uid ? known.failures : new Map<string, number>();
    const present = new Set(pods.map(uidOf));
    for (const pod of pods) if (hasFailed(pod, job) && !endedByDeletion(pod)) failures.set(uidOf(pod), finishedAt(pod));
    const lastSuccess = Math.max(Number.NEGATIVE_INFINITY, ...pods.filter(hasSucceeded).map(finishedAt));
    for (const [pod, at] of failures) if (at <= lastSuccess || failures.size > maxFailures) failures.delete(pod);
    if (failures.size > 0) this.#jobs.set(key, { uid, failures });
    else this.#jobs.delete(key);
    return [...failures].filter(([pod]) => !present.has(pod)).map(([, at]) => at);
  }

  forget(namespace: string, name: string): void {
    this.#jobs.delete(objectKey(namespace, name));
  }
}
