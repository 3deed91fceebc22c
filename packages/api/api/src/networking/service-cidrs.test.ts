/** Validation of ServiceCIDR. */
import { expect, test } from 'vitest';
import type { ServiceCIDR } from '../generated/networking/v1.ts';
import { canonical, creationErrors, creationWarnings, updateErrors } from '../strategy-testing.ts';
import { serviceCIDRs } from './service-cidrs.ts';

const metadata = { name: 'extra', resourceVersion: '1' };
const range = (...cidrs: readonly string[]) => ({ metadata, spec: { cidrs } });
const families = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';

test.each<[readonly string[], readonly string[]]>([
  [['10.1.0.0/24'], []],
  [['fd00::/112', '10.1.0.0/24'], []],
  [[], ['spec.cidrs: Required value: at least one CIDR required']],
  [['10.1.0.0/24', '10.2.0.0/24'], [`spec.cidrs: Invalid value: {"CIDRs":["10.1.0.0/24","10.2.0.0/24"]}: ${families}`]],
  [['10.1.0.0/24', 'x'], [`spec.cidrs: Invalid value: {"CIDRs":["10.1.0.0/24","x"]}: ${families}`]],
  [
    ['10.1.0.0/24', 'fd00::/64', '10.2.0.0/24'],
    ['spec.cidrs: Invalid value: {"CIDRs":["10.1.0.0/24","fd00::/64","10.2.0.0/24"]}: may only hold up to 2 values'],
  ],
  [['10.1.0.7/24'], ['spec.cidrs[0]: Invalid value: "10.1.0.7/24": must not have bits set beyond the prefix length']],
  [['FD00::/64'], ['spec.cidrs[0]: Invalid value: "FD00::/64": must be in canonical form ("fd00::/64")']],
  [['x'], ['spec.cidrs[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
])('ServiceCIDR: validation of %j', (cidrs, expected) => {
  expect(creationErrors(serviceCIDRs, range(...cidrs))).toEqual(expected);
});

test.each<[readonly string[], readonly string[], readonly string[]]>([
  [['10.1.0.0/24'], ['10.1.0.0/24'], []],
  [['10.1.0.0/24'], ['10.1.0.0/24', 'fd00::/112'], []],
  [['10.1.0.0/24'], ['10.2.0.0/24'], ['spec.cidrs[0]: Invalid value: "10.2.0.0/24": field is immutable']],
  [['10.1.0.0/24'], ['fd00::/112', '10.1.0.0/24'], ['spec.cidrs[0]: Invalid value: "fd00::/112": field is immutable']],
  [['10.1.0.0/24', 'fd00::/112'], ['10.1.0.0/24'], ['spec.cidrs: Invalid value: ["10.1.0.0/24"]: field is immutable']],
])('ServiceCIDR: update from %j to %j', (old, next, expected) => {
  const change = (object: ServiceCIDR): ServiceCIDR => ({ ...object, spec: { cidrs: next } });
  expect(updateErrors(serviceCIDRs, range(...old), change)).toEqual(expected);
});

test('ServiceCIDR: an IPv6 range from which nothing is allocated returns a warning', () => {
  expect(creationWarnings(serviceCIDRs, range('fd00::/48'))).toEqual([
    'spec.cidrs[0]: no addresses are allocated from fd00::/48: the shortest prefix length of an IPv6 range is 64',
  ]);
  expect(creationWarnings(serviceCIDRs, range('fd00::/64'))).toEqual([]);
});

test('ServiceCIDR: the row shows all ranges', () => {
  const object = canonical(serviceCIDRs, range('10.1.0.0/24', 'fd00::/112'));
  expect(serviceCIDRs.strategy.row?.(object, 0)?.slice(0, 2)).toEqual(['extra', '10.1.0.0/24,fd00::/112']);
});
