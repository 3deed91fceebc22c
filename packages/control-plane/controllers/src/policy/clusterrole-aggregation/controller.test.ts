/** The rules that an aggregated ClusterRole collects. */
import type { ClusterRole } from '@kubets/api';
import { expect, it } from 'vitest';
import { planAggregation } from './controller.ts';

it('planAggregation returns each rule of the selected roles once, in the order of role names', () => {
  const role = (name: string, verbs: string[], labels = {}): ClusterRole => ({
    metadata: { name, labels },
    rules: [{ verbs }],
  });
  const view: ClusterRole = {
    metadata: { name: 'view' },
    rules: [],
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'view' } }] },
  };
  const all = [
    role('b', ['list'], { to: 'view' }),
    role('c', ['get'], { to: 'view' }),
    role('a', ['get'], { to: 'view' }),
    role('z', ['watch']),
  ];
  expect(planAggregation(view, all)).toEqual([{ verbs: ['get'] }, { verbs: ['list'] }]);
});

it('planAggregation deduplicates the rules of many roles in linear time', () => {
  const labels = { a: 'b' };
  const role = (at: number): ClusterRole => ({
    metadata: { name: `r${at}`, labels },
    rules: Array.from({ length: 1000 }, (_, on) => ({ verbs: ['get'], apiGroups: [''], resources: [`r${on}`] })),
  });
  const view: ClusterRole = {
    metadata: { name: 'view' },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
  };
  // Compared each with each, these would be 50 million comparisons.
  expect(planAggregation(view, [view, ...Array.from({ length: 50 }, (_, at) => role(at))])).toHaveLength(1000);
});

it('planAggregation reads each role once, however many selectors match it', () => {
  let reads = 0;
  const chosen: ClusterRole = {
    metadata: { name: 'chosen' },
    get rules() {
      reads++;
      return [{ verbs: ['get'] }];
    },
  };
  const clusterRoleSelectors = Array.from({ length: 1000 }, () => ({}));
  const gathers: ClusterRole = { metadata: { name: 'all' }, aggregationRule: { clusterRoleSelectors }, rules: [] };
  expect(planAggregation(gathers, [gathers, chosen])).toEqual([{ verbs: ['get'] }]);
  expect(reads).toBe(1);
});
