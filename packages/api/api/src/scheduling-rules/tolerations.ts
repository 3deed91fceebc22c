/** Whether a pod tolerates a taint. */
import type { Taint, Toleration } from '../generated/core/v1.ts';

function valueTolerated(toleration: Toleration, taint: Taint): boolean {
  const [have, want] = [taint.value ?? '', toleration.value ?? ''];
  switch (toleration.operator ?? 'Equal') {
    case 'Exists':
      return true;
    case 'Equal':
      return have === want;
    case 'Gt':
    case 'Lt': {
      if (!/^-?\d+$/.test(have) || !/^-?\d+$/.test(want)) return false;
      const [a, b] = [BigInt(have), BigInt(want)];
      return toleration.operator === 'Gt' ? a > b : a < b;
    }
    default:
      return false;
  }
}

/** An empty key with operator Exists matches all taints. An empty effect matches all effects. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (!toleration.key && toleration.operator !== 'Exists') return false;
  return valueTolerated(toleration, taint);
}

/** The first taint with one of these effects that no toleration matches. */
export function untoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly Taint['effect'][],
): Taint | undefined {
  return taints?.find(
    (taint) => effects.includes(taint.effect) && !tolerations?.some((toleration) => tolerates(toleration, taint)),
  );
}
