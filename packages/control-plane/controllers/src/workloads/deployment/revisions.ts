/** Revisions of a rollout: int64 values in an annotation, which a JavaScript number cannot represent exactly. */
import type { ReplicaSet } from '@kubets/api';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';

const greatest = 2n ** 63n - 1n;

/** The revision of a set; 0 without a valid one. */
export function revisionOf(set: ReplicaSet): bigint {
  const text = set.metadata?.annotations?.[revisionAnnotation] ?? '';
  const revision = /^\+?\d{1,19}$/.test(text) ? BigInt(text.replace('+', '')) : 0n;
  return revision > greatest ? 0n : revision;
}

/** The next revision after those of the sets; it never exceeds the maximum. */
export function revisionAfter(sets: readonly ReplicaSet[]): bigint {
  let last = 0n;
  for (const revision of sets.map(revisionOf)) if (revision > last) last = revision;
  return last === greatest ? last : last + 1n;
}
