/** When a pod is evicted because of NoExecute taints. Pure. */
import type { Pod, Taint } from '@kubets/api';
import { tolerates } from '@kubets/api/scheduling-rules';
import { parseTime } from '@kubets/machinery/time';

export type Eviction = { readonly type: 'stay' } | { readonly type: 'leave'; readonly at: number };

/** A taint counts from `timeAdded`, or from `seen` without it. Times are in milliseconds since 1970. */
export function planEviction(pod: Pod, taints: readonly Taint[], seen: number): Eviction {
  const executing = taints.filter((taint) => taint.effect === 'NoExecute');
  if (executing.length === 0) return { type: 'stay' };
  const since = Math.min(...executing.map((taint) => parseTime(taint.timeAdded ?? '') ?? seen));
  const tolerations = pod.spec?.tolerations ?? [];
  const used = executing.map((taint) => tolerations.filter((toleration) => tolerates(toleration, taint)));
  if (used.some((each) => each.length === 0)) return { type: 'leave', at: since };
  const seconds = used.flat().flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
  if (seconds.length === 0) return { type: 'stay' };
  return { type: 'leave', at: since + Math.max(0, Math.min(...seconds)) * 1000 };
}
