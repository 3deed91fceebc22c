/** The families of Services in clusters with one and with two families. */
import type { Service, ServiceSpec } from '@kubets/api';
import { describe, expect, test } from 'vitest';
import { type ClusterFamilies, withIpFamilies } from './ip-families.ts';

const v4: ClusterFamilies = ['IPv4'];
const v6: ClusterFamilies = ['IPv6'];
const dual: ClusterFamilies = ['IPv4', 'IPv6'];
const dual6: ClusterFamilies = ['IPv6', 'IPv4'];
const selector = { app: 'web' };

const service = (spec: object): Service => ({
  metadata: { name: 'web' },
  spec: { type: 'ClusterIP', selector, ...spec },
});
const headless = { clusterIP: 'None', clusterIPs: ['None'] };
const four = { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'] };
const both = { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', 'fd00::1'] };

type Outcome = readonly [
  ServiceSpec['ipFamilyPolicy'] | undefined,
  readonly string[] | undefined,
  (readonly string[] | undefined)?,
];
const outcome = (cluster: ClusterFamilies, spec: object, old?: object): Outcome => {
  const { ipFamilyPolicy, ipFamilies, clusterIPs } =
    withIpFamilies(service(spec), old && service(old), cluster).spec ?? {};
  return [ipFamilyPolicy, ipFamilies, clusterIPs];
};

describe('a new Service', () => {
  test.each<[string, ClusterFamilies, object, Outcome]>([
    ['is SingleStack', v4, {}, ['SingleStack', ['IPv4']]],
    ['has the primary family', v6, {}, ['SingleStack', ['IPv6']]],
    ['has the primary family of two', dual6, {}, ['SingleStack', ['IPv6']]],
    [
      'gets one family with PreferDualStack on one',
      v4,
      { ipFamilyPolicy: 'PreferDualStack' },
      ['PreferDualStack', ['IPv4']],
    ],
    [
      'gets both with PreferDualStack',
      dual,
      { ipFamilyPolicy: 'PreferDualStack' },
      ['PreferDualStack', ['IPv4', 'IPv6']],
    ],
    [
      'gets both with RequireDualStack',
      dual6,
      { ipFamilyPolicy: 'RequireDualStack' },
      ['RequireDualStack', ['IPv6', 'IPv4']],
    ],
    [
      'keeps the requested order',
      dual,
      { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6'] },
      ['RequireDualStack', ['IPv6', 'IPv4']],
    ],
    ['may have the secondary family only', dual, { ipFamilies: ['IPv6'] }, ['SingleStack', ['IPv6']]],
    [
      'has the family of its address',
      dual,
      { clusterIP: 'fd00::1', clusterIPs: ['fd00::1'] },
      ['SingleStack', ['IPv6'], ['fd00::1']],
    ],
    [
      'has the families of its addresses',
      dual,
      { ...both, ipFamilyPolicy: 'PreferDualStack' },
      ['PreferDualStack', ['IPv4', 'IPv6'], both.clusterIPs],
    ],
    ['is SingleStack if headless with selector', dual, headless, ['SingleStack', ['IPv4'], ['None']]],
    [
      'is dual-stack if headless without selector, even on one family',
      v4,
      { ...headless, selector: {} },
      ['RequireDualStack', ['IPv4', 'IPv6'], ['None']],
    ],
    [
      'is SingleStack if headless without selector and so requested',
      v6,
      { ...headless, selector: {}, ipFamilyPolicy: 'SingleStack' },
      ['SingleStack', ['IPv6'], ['None']],
    ],
    ['has no families with ExternalName', dual, { type: 'ExternalName' }, [undefined, undefined]],
  ])('%s', (_, cluster, spec, expected) => {
    expect(outcome(cluster, spec)).toEqual([...expected, ...Array(3 - expected.length).fill(undefined)]);
  });

  const policy = 'Service "web" is invalid: spec.ipFamilyPolicy: Invalid value: ';
  test.each<[string, ClusterFamilies, object, string]>([
    [
      'requires two families on one',
      v4,
      { ipFamilyPolicy: 'RequireDualStack' },
      `${policy}"RequireDualStack": this cluster is not configured for dual-stack services`,
    ],
    [
      'requests a family that is not configured',
      v4,
      { ipFamilies: ['IPv6'] },
      'Service "web" is invalid: spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    ],
    [
      'requests an address of such a family',
      v4,
      { clusterIP: 'fd00::1', clusterIPs: ['fd00::1'] },
      'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster',
    ],
    [
      'requests two families with SingleStack',
      dual,
      { ipFamilies: ['IPv4', 'IPv6'] },
      `${policy}"SingleStack": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified`,
    ],
    [
      'requests two addresses with SingleStack',
      dual,
      both,
      `${policy}"SingleStack": must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified`,
    ],
    [
      'requests an address of another family than its own',
      dual,
      { ...four, ipFamilies: ['IPv6'] },
      'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: "10.0.0.1": expected an IPv6 value as indicated by `ipFamilies[0]`',
    ],
  ])('is refused if it %s', (_, cluster, spec, message) => {
    expect(() => outcome(cluster, spec)).toThrow(message);
  });
});

describe('an update', () => {
  const single = { ...four, ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] };
  const paired = { ...both, ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] };
  const preferred = { ...four, ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4'] };

  test.each<[string, object, object, Outcome]>([
    [
      'to PreferDualStack adds a family',
      { ...single, ipFamilyPolicy: 'PreferDualStack' },
      single,
      ['PreferDualStack', ['IPv4', 'IPv6'], four.clusterIPs],
    ],
    [
      'to SingleStack removes the secondary family and address',
      { ...paired, ipFamilyPolicy: 'SingleStack' },
      paired,
      ['SingleStack', ['IPv4'], four.clusterIPs],
    ],
    [
      'without a policy keeps it',
      { ...paired, ipFamilyPolicy: undefined },
      paired,
      ['RequireDualStack', ['IPv4', 'IPv6'], both.clusterIPs],
    ],
    [
      'does not upgrade a PreferDualStack Service by itself',
      preferred,
      preferred,
      ['PreferDualStack', ['IPv4'], four.clusterIPs],
    ],
    [
      'from ExternalName has the defaults of a new Service',
      {},
      { type: 'ExternalName' },
      ['SingleStack', ['IPv4'], undefined],
    ],
  ])('%s', (_, next, old, expected) => {
    expect(outcome(dual, next, old)).toEqual(expected);
  });

  const policy =
    'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": must be \'SingleStack\' to release the secondary';
  test.each<[string, object, string]>([
    ['cluster IP', { ...paired, ...four }, `${policy} cluster IP`],
    ['IP family', { ...paired, ipFamilies: ['IPv4'] }, `${policy} IP family`],
  ])('cannot remove the secondary %s without SingleStack', (_, next, message) => {
    expect(() => outcome(dual, next, paired)).toThrow(message);
  });
});
