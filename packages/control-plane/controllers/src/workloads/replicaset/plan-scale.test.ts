/** How many pods a ReplicaSet creates, or which it deletes. */
import type { Pod } from '@kubets/api';
import { expect, it } from 'vitest';
import { planScale, type ScalePlan } from './plan-scale.ts';

const pods = (count: number): Pod[] =>
  Array.from({ length: count }, (_, at) => ({ metadata: { name: `p${at}`, uid: `u${at}` } }));

const summary = (plan: ScalePlan): string =>
  plan.type === 'delete' ? `delete ${plan.pods.length}` : plan.type === 'create' ? `create ${plan.count}` : 'none';

it.each([
  ['creates the missing pods', 3, 1, 'create 2'],
  ['deletes the surplus pods', 1, 3, 'delete 2'],
  ['does nothing with the desired number of pods', 2, 2, 'none'],
  ['creates at most 500 pods at once', 1000, 0, 'create 500'],
  ['deletes at most 500 pods at once', 0, 1000, 'delete 500'],
  ['deletes all pods for zero replicas', 0, 2, 'delete 2'],
])('planScale %s', (_, replicas, active, expected) => {
  const own = pods(active);
  expect(summary(planScale(replicas, own, () => own, 0))).toBe(expected);
});

it('planScale does not read related pods when it deletes nothing', () => {
  const related = (): readonly Pod[] => {
    throw new TypeError('related pods were read');
  };
  expect(planScale(1, [], related, 0)).toEqual({ type: 'create', count: 1 });
  expect(planScale(1, pods(1), related, 0)).toEqual({ type: 'none' });
});
