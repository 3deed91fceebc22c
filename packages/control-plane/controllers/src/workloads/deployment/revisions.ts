/** Revisions of a rollout: int64 numbers in an annotation, beyond what a JavaScript number holds exactly. */
import type { ReplicaSet } from '@kubets/api';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';

const greatest = 2n ** 63n - 1n;

/** The revision that a set carries; 0 when it carries none that can be read. */
export function revisionOf(set: ReplicaSet): bigint {
  const text = set.metadata?.annotations?.[revisionAnnotation] ?? '';
  const revision = /^\+?\d{1,19}$/.test(text) ? BigInt(text.replace('+', '')) : 0n;
  return revision > greatest ? 0n : revision;
}

/** The revision after all of these. The greatest of all has none after it. */
export function revisionAfter(sets: readonly ReplicaSet[]): bigint {
  let last = 0n;
  for (const revision of sets.map(revisionOf)) if (revision > last) last = revision;
  return last === greatest ? last : last + 1n;
}
