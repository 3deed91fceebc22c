/** How long keys are throttled. */
import { VirtualClock } from '@kubets/base';
import { expect, it } from 'vitest';
import { ReconcileThrottle } from './reconcile-throttle.ts';

it('ReconcileThrottle is proportional to the shorter of two long plans, less after writes, and at most 500 ms', () => {
  const rest = new ReconcileThrottle(new VirtualClock());
  const after = (...plans: [number, boolean][]): number => {
    rest.forget('k');
    for (const [planned, wrote] of plans) rest.record('k', planned, wrote);
    return rest.remainingMs('k');
  };
  expect(after([50, false])).toBe(0);
  expect(after([50, false], [10, false])).toBe(200);
  expect(after([50, true], [10, true])).toBe(30);
  expect(after([50, false], [0.5, false], [50, false])).toBe(0);
  expect(after([50, false], [50, false])).toBe(500);
});

it('ReconcileThrottle.remainingMs decreases to 0', async () => {
  const clock = new VirtualClock();
  const rest = new ReconcileThrottle(clock);
  rest.record('k', 5, false);
  rest.record('k', 5, false);
  await clock.advance(100);
  expect([rest.remainingMs('k'), rest.remainingMs('other')]).toEqual([0, 0]);
});
