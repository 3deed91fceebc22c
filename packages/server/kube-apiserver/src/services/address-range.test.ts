/** Ranges of cluster IPs: parsing, containment, and the choice of a free address with a bounded number of checks. */
import { seededRandom } from '@kubets/base';
import { describe, expect, it, test } from 'vitest';
import {
  canonicalAddress,
  familyOf,
  firstAddress,
  parseAddressRange,
  parseServiceRanges,
  pickAddress,
  rangeContains,
} from './address-range.ts';

test.each([
  ['10.96.1.7/16', '10.96.0.0/16', 'IPv4', 0x0a600001n, 0x0a60fffen, 256],
  ['192.0.2.0/30', '192.0.2.0/30', 'IPv4', 0xc0000201n, 0xc0000202n, 0],
  ['fd00::/120', 'fd00::/120', 'IPv6', (0xfdn << 120n) + 1n, (0xfdn << 120n) + 255n, 16],
  ['fd00::/64', 'fd00::/64', 'IPv6', (0xfdn << 120n) + 1n, (0xfdn << 120n) + 2n ** 64n - 1n, 256],
])('parseAddressRange(%s)', (text, canonical, family, first, last, reserved) => {
  expect(parseAddressRange(text)).toEqual({ text: canonical, family, first, last, reserved });
});

test.each(['10.0.0.0', 'x/8', 'fd00::/63', '::/0', ''])('parseAddressRange(%j) is undefined', (text) => {
  expect(parseAddressRange(text)).toBeUndefined();
});

describe('parseServiceRanges', () => {
  test.each([
    ['10.96.0.0/16', '10.96.0.1', ['IPv4']],
    ['fd00::/112', 'fd00::1', ['IPv6']],
    ['10.96.0.0/16,fd00::/112', '10.96.0.1', ['IPv4', 'IPv6']],
    ['fd00::/112,10.96.0.0/16', 'fd00::1', ['IPv6', 'IPv4']],
  ])('accepts %s', (text, first, families) => {
    const ranges = parseServiceRanges(text);
    expect(firstAddress(ranges[0])).toBe(first);
    expect(ranges.map(({ family }) => family)).toEqual(families);
  });

  test.each(['', '10.0.0.0/31', '10.96.0.0/16,10.97.0.0/16', 'fd00::/112,10.96.0.0/16,10.97.0.0/16', '10.96.0.0/16,'])(
    'refuses %j',
    (text) => {
      expect(() => parseServiceRanges(text)).toThrow('invalid service address range');
    },
  );
});

test.each([
  ['FD00::0:5', 'fd00::5', 'IPv6'],
  ['::ffff:10.96.0.5', '10.96.0.5', 'IPv4'],
  ['010.096.0.5', '10.96.0.5', 'IPv4'],
])('the canonical form of %s is %s', (text, canonical, family) => {
  expect([canonicalAddress(text), familyOf(text)]).toEqual([canonical, family]);
});

const range = (text: string) => parseAddressRange(text) as NonNullable<ReturnType<typeof parseAddressRange>>;

test.each([
  ['10.96.0.0/28', '10.96.0.1', true],
  ['10.96.0.0/28', '10.96.0.0', false],
  ['10.96.0.0/28', '10.96.0.15', false],
  ['10.96.0.0/28', '10.96.0.16', false],
  ['10.96.0.0/28', '::ffff:10.96.0.1', true],
  ['fd00::/124', 'fd00::f', true],
  ['fd00::/124', 'fd00::', false],
  ['fd00::/124', '10.96.0.1', false],
])('%s contains %s: %s', (text, address, expected) => {
  expect(rangeContains(range(text), address)).toBe(expected);
});

describe('pickAddress', () => {
  const random = seededRandom(3);

  it.each(['10.96.0.0/26', 'fd00::/122'])('picks each address of %s once, the reserved ones last', async (text) => {
    const taken = new Set<string>();
    const { first, last, reserved } = range(text);
    const size = Number(last - first) + 1;
    const drawn: string[] = [];
    for (let count = 0; count < size; count++) {
      const address = (await pickAddress(range(text), random, (each) => taken.has(each))) ?? '';
      expect(rangeContains(range(text), address)).toBe(true);
      drawn.push(address);
      taken.add(address);
    }
    expect(taken.size).toBe(size);
    const isReserved = (address: string): boolean =>
      rangeContains({ ...range(text), last: first + BigInt(reserved) - 1n }, address);
    expect(drawn.findIndex(isReserved)).toBe(size - reserved);
    expect(await pickAddress(range(text), random, (each) => taken.has(each))).toBeUndefined();
  });

  it.each(['fd00::/64', '10.0.0.0/8'])('of %s checks at most one address more than are taken', async (text) => {
    let checks = 0;
    const address = await pickAddress(range(text), random, () => ++checks <= 2500);
    expect(address).toBeDefined();
    expect(checks).toBe(2501);
  });
});
