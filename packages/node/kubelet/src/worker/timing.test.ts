/** How long a pod may wait until it is synced again. */
import type { Pod } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { nextSyncMs, timeToDeadlineMs } from './timing.ts';

describe('timeToDeadlineMs', () => {
  const startTime = '2026-01-01T00:00:00Z';
  const start = Date.parse(startTime);
  it.each<[string, Pod, number, number | undefined]>([
    ['a pod without a deadline', {}, start, undefined],
    [
      'a pod that has started',
      { spec: { containers: [], activeDeadlineSeconds: 10 }, status: { startTime } },
      start + 4000,
      6000,
    ],
    [
      'a pod that is past it',
      { spec: { containers: [], activeDeadlineSeconds: 10 }, status: { startTime } },
      start + 12_000,
      -2000,
    ],
    [
      'a pod that has not started: from when it was seen',
      { spec: { containers: [], activeDeadlineSeconds: 10 } },
      start + 4000,
      7000,
    ],
  ])('of %s', (_, pod, now, wanted) => {
    expect(timeToDeadlineMs(pod, start + 1000, now)).toBe(wanted);
  });
});

describe('nextSyncMs', () => {
  const failure = (retryAt?: number) => ({ reason: 'r', message: 'm', retryAt });
  it.each<[string, Partial<Parameters<typeof nextSyncMs>[0]>, number]>([
    ['a minute when there is nothing to wait for', {}, 60_000],
    ['when a failed container may start again', { failures: [failure(5000), failure(4000)] }, 3000],
    ['ten seconds when that is not known', { failures: [failure()] }, 10_000],
    ['the deadline', { timeToDeadlineMs: 1500 }, 1500],
    ['ten seconds when a resize waits', { resizeWaits: true }, 10_000],
    ['never at once: what is due already', { failures: [failure(0)], timeToDeadlineMs: -5 }, 10],
  ])('is %s', (_, input, wanted) => {
    const nothing = { failures: [], timeToDeadlineMs: undefined, resizeWaits: false, nowMs: 1000 };
    expect(nextSyncMs({ ...nothing, ...input })).toBe(wanted);
  });
});
