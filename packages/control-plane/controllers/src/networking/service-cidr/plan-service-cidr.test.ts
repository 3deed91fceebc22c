/** When ServiceCIDRs are ready, are kept, and are released. */
import type { ServiceCIDR } from '@kubets/api';
import { type IpAddress, parseIp } from '@kubets/machinery/values';
import { describe, expect, test } from 'vitest';
import { finalizer, planServiceCidr } from './plan-service-cidr.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const deletionTimestamp = '2026-01-01T00:00:00Z';
const condition = (status: 'True' | 'False', reason: string, message: string) => ({
  type: 'Ready',
  status,
  reason,
  message,
  lastTransitionTime: '2026-01-01T00:00:00Z',
});
const ready = condition('True', '', 'Kubernetes Service CIDR is ready');
const range = (name: string, cidrs: readonly string[], metadata: object = {}): ServiceCIDR => ({
  metadata: { name, finalizers: [finalizer], ...metadata },
  spec: { cidrs },
});
const going = (name: string, ...cidrs: readonly string[]) => range(name, cidrs, { deletionTimestamp });
const ips = (...texts: readonly string[]) => texts.map((text) => parseIp(text) as IpAddress);

describe('a ServiceCIDR that is not being deleted', () => {
  const plan = (object: ServiceCIDR) => planServiceCidr(object, { ranges: [object], addresses: [], now: start });

  test('gets the finalizer and becomes ready', () => {
    expect(plan(range('a', ['10.1.0.0/24'], { finalizers: ['x'] }))).toEqual({
      finalizers: ['x', finalizer],
      status: { conditions: [ready] },
    });
  });

  test('gets the message of the controller, and keeps the transition time', () => {
    const old = { ...condition('True', '', 'Kubernetes default Service CIDR is ready'), lastTransitionTime: 'then' };
    expect(plan({ ...range('a', ['10.1.0.0/24']), status: { conditions: [old] } })).toEqual({
      status: { conditions: [{ ...ready, lastTransitionTime: 'then' }] },
    });
  });

  test('is not written again', () => {
    expect(plan({ ...range('a', ['10.1.0.0/24']), status: { conditions: [ready] } })).toEqual({});
  });
});

describe('a ServiceCIDR that is being deleted', () => {
  const own = going('b', '10.1.0.0/24', 'fd00::/112');
  const message =
    'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR';
  const since = { lastTransitionTime: '2026-01-01T00:00:10Z' };
  const blocked = { status: { conditions: [{ ...condition('False', 'Terminating', message), ...since }] } };
  const released = { finalizers: [] };

  test.each<[string, readonly ServiceCIDR[], readonly string[], object]>([
    ['is released if it has no address', [], [], released],
    ['is kept by an IPv4 address', [], ['10.1.0.7'], blocked],
    ['is kept by an IPv6 address', [], ['fd00::7'], blocked],
    ['is released if the addresses are of other ranges', [], ['10.2.0.7', 'fd01::7'], released],
    ['is not kept by its network address', [], ['10.1.0.0', '10.1.0.255', 'fd00::'], released],
    ['is released if a larger range contains it', [range('c', ['10.0.0.0/8', 'fd00::/64'])], ['10.1.0.7'], released],
    [
      'is released if two ranges contain it',
      [range('c', ['10.1.0.0/24']), range('d', ['fd00::/112'])],
      ['fd00::7'],
      released,
    ],
    ['is released if a smaller range has the addresses', [range('c', ['10.1.0.0/28'])], ['10.1.0.7'], released],
    [
      'is kept if a smaller range has not all addresses',
      [range('c', ['10.1.0.0/28'])],
      ['10.1.0.7', '10.1.0.77'],
      blocked,
    ],
    [
      'is kept if the broadcast address of a smaller range is used',
      [range('c', ['10.1.0.0/28'])],
      ['10.1.0.15'],
      blocked,
    ],
    ['relies on an equal one with a later name', [going('c', '10.1.0.0/24', 'fd00::/112')], ['10.1.0.7'], released],
    [
      'is relied on by an equal one with an earlier name',
      [going('a', '10.1.0.0/24', 'fd00::/112')],
      ['10.1.0.7'],
      blocked,
    ],
  ])('%s', (_, others, addresses, expected) => {
    const observed = { ranges: [own, ...others], addresses: ips(...addresses), now: start + 10_000 };
    expect(planServiceCidr(own, observed)).toEqual(expected);
  });

  test('is released ten seconds after the deletion, when all API servers know of it', () => {
    const observed = { ranges: [own], addresses: [], now: start + 4000 };
    expect(planServiceCidr(own, observed)).toEqual({ requeueAfterMs: 6000 });
  });

  test('is left alone without the finalizer', () => {
    const other = range('b', ['10.1.0.0/24'], { deletionTimestamp, finalizers: ['x'] });
    expect(planServiceCidr(other, { ranges: [other], addresses: [], now: start + 10_000 })).toEqual({});
  });
});
