/** The function that records events of a pod. */
import type { Pod } from '@kubets/api';

/** `container`: the part of the pod it is about; '' for the pod as a whole. */
export type RecordPodEvent = (
  pod: Pod,
  container: string,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
) => void;
