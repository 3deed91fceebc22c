/** The ordinals of a StatefulSet, and the names of its pods. */
import type { Pod, StatefulSet } from '@kubets/api';

const maxOrdinal = 2 ** 31 - 1;

export const replicasOf = (set: StatefulSet): number => set.spec.replicas ?? 1;
export const setName = (set: StatefulSet): string => set.metadata?.name ?? '';
export const firstOrdinal = (set: StatefulSet): number => set.spec.ordinals?.start ?? 0;
export const podName = (set: StatefulSet, ordinal: number): string => `${setName(set)}-${ordinal}`;

/** The name of the set and the ordinal in the name of one of its pods; undefined for other names. */
export function parsePodName(name: string): { readonly set: string; readonly ordinal: number } | undefined {
  const at = name.lastIndexOf('-');
  const digits = name.slice(at + 1);
  if (at < 1 || !/^(0|[1-9]\d{0,9})$/.test(digits) || Number(digits) > maxOrdinal) return undefined;
  return { set: name.slice(0, at), ordinal: Number(digits) };
}

/** Whether the pod has the name of a pod of the set. Others are not adopted, and are released if the set controls them. */
export const isMember = (set: StatefulSet, pod: Pod): boolean =>
  parsePodName(pod.metadata?.name ?? '')?.set === setName(set);

/** The ordinal of a member. */
export const ordinalOf = (pod: Pod): number => parsePodName(pod.metadata?.name ?? '')?.ordinal ?? -1;

/** Whether the set is to have a pod with this ordinal. */
export function isInRange(set: StatefulSet, ordinal: number): boolean {
  const index = ordinal - firstOrdinal(set);
  return index >= 0 && index < replicasOf(set);
}
