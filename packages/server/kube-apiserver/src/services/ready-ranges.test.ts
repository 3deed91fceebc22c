/** From which ServiceCIDRs addresses are allocated, and how the default one is published. */
import type { ServiceCIDR } from '@kubets/api';
import { expect, test } from 'vitest';
import { readyRanges } from './ready-ranges.ts';
import { planServiceRange } from './service-range.ts';

const ready = (status: string, extra: object = {}) => ({
  conditions: [
    { type: 'Ready', status, reason: '', message: 'm', lastTransitionTime: '2026-01-01T00:00:00Z', ...extra },
  ],
});
const range = (cidrs: readonly string[], status: object = {}, metadata: object = {}) =>
  ({ metadata: { name: 'r', ...metadata }, spec: { cidrs }, status }) as ServiceCIDR;
const deleted = { deletionTimestamp: '2026-01-01T00:00:00Z' };

test('addresses are allocated from ready ServiceCIDRs that are not being deleted', () => {
  const ranges = [
    range(['10.1.0.0/24', 'fd00:1::/64']),
    range(['10.2.0.0/24'], ready('True')),
    range(['10.3.0.0/24'], ready('False')),
    range(['10.4.0.0/24'], ready('True'), deleted),
    range(['10.2.0.0/24'], ready('True')),
    range(['fd00::/48'], ready('True')),
  ];
  expect(readyRanges(ranges).map(({ text }) => text)).toEqual(['10.1.0.0/24', 'fd00:1::/64', '10.2.0.0/24']);
});

const one = ['10.1.0.0/24'];
const two = ['10.1.0.0/24', 'fd00::/112'];
test.each([
  ['a new range', range(one), one, { step: 'set ready' }],
  ['a range whose readiness is unknown', range(one, ready('Unknown')), one, { step: 'set ready' }],
  ['a ready range', range(one, ready('True')), one, { step: 'none' }],
  ['a range that is being deleted', range(two, {}, deleted), one, { step: 'none' }],
  [
    'a single-stack range in a cluster that is now dual-stack',
    range(one, ready('True')),
    two,
    { step: 'add the second family' },
  ],
  [
    'a dual-stack range in a cluster that is now single-stack',
    range(two, ready('True')),
    one,
    {
      step: 'report',
      reason: 'KubernetesDefaultServiceCIDRInconsistent',
      note: 'The default ServiceCIDR [10.1.0.0/24 fd00::/112] does not match the controller flag configurations [10.1.0.0/24]',
    },
  ],
  [
    'a range that is not ready',
    range(one, ready('False', { reason: 'Broken', message: 'it is broken' })),
    one,
    { step: 'report', reason: 'Broken', note: 'Configuration matches, but it is broken' },
  ],
])('the default ServiceCIDR: %s', (_, standing, cidrs, expected) => {
  expect(planServiceRange(standing, cidrs)).toEqual(expected);
});
