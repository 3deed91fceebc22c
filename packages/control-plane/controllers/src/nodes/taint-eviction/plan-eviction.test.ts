/** When a pod is evicted because of its node's NoExecute taints. */
import type { Pod, Taint } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';
import { describe, expect, it } from 'vitest';
import { planEviction } from './plan-eviction.ts';

const epoch = Date.UTC(2026, 0, 2);

describe('planEviction', () => {
  const taints = (...keys: string[]): Taint[] =>
    keys.map((key) => ({ key, effect: 'NoExecute', timeAdded: formatTime(epoch) }));
  const tolerating = (...tolerations: { key: string; tolerationSeconds?: number }[]): Pod => ({
    spec: {
      containers: [],
      tolerations: tolerations.map((each) => ({ operator: 'Exists' as const, effect: 'NoExecute' as const, ...each })),
    },
  });
  it.each([
    ['no taint', tolerating(), [], undefined],
    ['not tolerated: at once', tolerating(), taints('a'), 0],
    ['tolerated for ever', tolerating({ key: 'a' }), taints('a'), undefined],
    ['tolerated for a while', tolerating({ key: 'a', tolerationSeconds: 300 }), taints('a'), 300],
    [
      'the shortest toleration counts',
      tolerating({ key: 'a', tolerationSeconds: 300 }, { key: 'b', tolerationSeconds: 20 }),
      taints('a', 'b'),
      20,
    ],
    ['one taint of two not tolerated', tolerating({ key: 'a' }), taints('a', 'b'), 0],
    ['negative is at once', tolerating({ key: 'a', tolerationSeconds: -5 }), taints('a'), 0],
  ])('%s', (_, pod, all, seconds) => {
    expect(planEviction(pod, all, epoch + 5000)).toEqual(
      seconds === undefined ? { type: 'stay' } : { type: 'leave', at: epoch + seconds * 1000 },
    );
  });
});
