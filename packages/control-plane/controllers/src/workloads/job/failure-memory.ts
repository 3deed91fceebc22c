/**
 * Remembers when a Job's pods failed after they are gone: whoever removes failed pods must not have them replaced without a
 * pause. It lasts as long as the process, as upstream's does; a new leader knows of the pods that are still there.
 */
import type { Job, Pod } from '@kubets/api';
import { objectKey } from '@kubets/machinery/object-key';
import { endedByDeletion, finishedAt, hasFailed, hasSucceeded, uidOf } from './job-pods.ts';

/** The pause does not grow any more long before that. */
const mostFailures = 16;

interface Remembered {
  readonly uid: string;
  /** When each pod failed (ms since 1970), by its uid, since the last success. */
  readonly failures: Map<string, number>;
}

export class FailureMemory {
  readonly #jobs = new Map<string, Remembered>();

  /** Takes in the pods that are there. Returns when those failed that are gone (ms since 1970). */
  observe(job: Job, pods: readonly Pod[]): readonly number[] {
    const { namespace = '', name = '', uid = '' } = job.metadata ?? {};
    const key = objectKey(namespace, name);
    const known = this.#jobs.get(key);
    const failures = known?.uid === uid ? known.failures : new Map<string, number>();
    const present = new Set(pods.map(uidOf));
    for (const pod of pods) if (hasFailed(pod, job) && !endedByDeletion(pod)) failures.set(uidOf(pod), finishedAt(pod));
    const lastSuccess = Math.max(Number.NEGATIVE_INFINITY, ...pods.filter(hasSucceeded).map(finishedAt));
    for (const [pod, at] of failures) if (at <= lastSuccess || failures.size > mostFailures) failures.delete(pod);
    if (failures.size > 0) this.#jobs.set(key, { uid, failures });
    else this.#jobs.delete(key);
    return [...failures].filter(([pod]) => !present.has(pod)).map(([, at]) => at);
  }

  forget(namespace: string, name: string): void {
    this.#jobs.delete(objectKey(namespace, name));
  }
}
