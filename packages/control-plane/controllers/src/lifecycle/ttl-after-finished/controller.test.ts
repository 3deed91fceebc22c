/** When a finished Job expires. */
import type { Job } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';
import { expect, it } from 'vitest';
import { expiry } from './controller.ts';

const now = Date.UTC(2026, 0, 2);

it('expiry is the finish time plus the TTL, and undefined for an unfinished Job or without TTL', () => {
  const job = (ttl: number | undefined, type = 'Complete'): Job => ({
    spec: { template: {}, ...(ttl === undefined ? {} : { ttlSecondsAfterFinished: ttl }) },
    status: { conditions: [{ type, status: 'True', lastTransitionTime: formatTime(now) }] },
  });
  expect([job(10), job(0, 'Failed'), job(undefined), job(10, 'Suspended')].map(expiry)).toEqual([
    now + 10_000,
    now,
    undefined,
    undefined,
  ]);
});
