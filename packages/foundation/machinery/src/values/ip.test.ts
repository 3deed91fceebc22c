/** IP addresses and CIDR blocks: canonical form, containment, validation; compared with Node. */
import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cidr, cidrContains, formatCidr, networkOf, parseCidr } from './cidr.ts';
import { formatIp, type IpAddress, parseIp } from './ip-address.ts';
import { cidrWarnings, ipWarnings, validateIp, validateLegacyCidr, validateLegacyIp } from './validate-ip.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`ip: fast-check seed ${seed}`);

describe('parseIp', () => {
  test.each([
    ['10.9.8.7', '10.9.8.7'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8::FFFF', '2001:db8::ffff'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['0:0:1:0:0:0:1:0', '0:0:1::1:0'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ])('formats %s as %s', (text, canonical) => {
    expect(formatIp(parseIp(text) as IpAddress)).toBe(canonical);
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.04',
    '1.2.3.a',
    ':',
    ':::',
    '1::2::3',
    '1:2',
    '12345::',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7:8:9',
    '::1.2.3',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:8::',
    ' 1.2.3.4',
  ])('refuses %j', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  test('accepts leading zeros in legacy fields', () => {
    expect(formatIp(parseIp('010.001.0.09', { sloppy: true }) as IpAddress)).toBe('10.1.0.9');
  });
});

describe('parseCidr', () => {
  const cidr = (text: string): Cidr => parseCidr(text) as Cidr;

  test.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8::1/64', '2001:db8::/64'],
  ])('%s is within %s', (text, network) => {
    expect(formatCidr(cidr(text))).toBe(network);
  });

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/08', '/8', '::/129', '10.0.0.0/-1', '10.0.0.0/8/8'])(
    'refuses %j',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  test('contains addresses and blocks', () => {
    expect(cidrContains(cidr('10.0.0.0/8'), parseIp('10.255.0.1') as IpAddress)).toBe(true);
    expect(cidrContains(cidr('10.0.0.0/8'), parseIp('11.0.0.0') as IpAddress)).toBe(false);
    expect(cidrContains(cidr('10.0.0.0/8'), cidr('10.1.0.0/16'))).toBe(true);
    expect(cidrContains(cidr('10.1.0.0/16'), cidr('10.0.0.0/8'))).toBe(false);
    expect(cidrContains(cidr('::/0'), parseIp('10.0.0.1') as IpAddress)).toBe(false);
  });
});

const first = (found: readonly { readonly message: string }[]): string => found[0]?.message.split(': ').at(-1) ?? '';

describe('validation of address fields', () => {
  test.each([
    ['10.0.0.1', '', '', ''],
    ['010.0.0.1', '', 'must not have leading 0s', 'must not have leading 0s'],
    ['::ffff:1.2.3.4', '', 'must not be an IPv4-mapped IPv6 address', 'must not be an IPv4-mapped IPv6 address'],
    ['2001:DB8::1', '', '', 'must be in canonical form ("2001:db8::1")'],
    [
      'x',
      'must be a valid IP address, (e.g. 10.9.8.7 or 2001',
      'must be a valid IP address, (e.g. 10.9.8.7 or 2001',
      'must be a valid IP address, (e.g. 10.9.8.7 or 2001',
    ],
  ])('with %j: legacy %j, strict %j, new %j', (value, legacy, strict, fresh) => {
    const head = (found: Parameters<typeof first>[0]): string =>
      found[0]?.message.split('": ')[1]?.slice(0, fresh.length || strict.length || 99) ?? '';
    expect(head(validateLegacyIp(value, 'ip', { strict: false }))).toBe(legacy);
    expect(head(validateLegacyIp(value, 'ip', { strict: true }))).toBe(strict);
    expect(head(validateIp(value, 'ip'))).toBe(fresh);
    expect(validateLegacyIp(value, 'ip', { strict: true, old: [value] })).toEqual([]);
  });

  test('applies to CIDR fields', () => {
    expect(first(validateLegacyCidr('10.0.0.1/8', 'c', { strict: true }))).toBe(
      'must not have bits set beyond the prefix length',
    );
    expect(validateLegacyCidr('010.0.0.1/8', 'c', { strict: false })).toEqual([]);
    expect(first(validateLegacyCidr('10.0.0.0/08', 'c', { strict: true }))).toBe(
      'must not have leading 0s in IP or prefix length',
    );
    expect(first(validateLegacyCidr('::ffff:1.2.3.0/120', 'c', { strict: true }))).toBe(
      'must not have an IPv4-mapped IPv6 address',
    );
  });

  test('returns warnings for addresses that are not canonical', () => {
    expect(ipWarnings('010.0.0.1', 'ip')).toEqual([
      'ip: non-standard IP address "010.0.0.1" is invalid: use "10.0.0.1"',
    ]);
    expect(ipWarnings('::FFFF:1.2.3.4', 'ip')[0]).toMatch('use "1.2.3.4"');
    expect(ipWarnings('2001:DB8::1', 'ip')).toEqual([
      'ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    ]);
    expect(ipWarnings('10.0.0.1', 'ip')).toEqual([]);
    expect(cidrWarnings('10.0.0.1/8', 'c')).toEqual([
      'c: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)',
    ]);
  });
});

describe('IP properties', () => {
  const addresses: fc.Arbitrary<IpAddress> = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value) => ({ version: 4 as const, value })),
    fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 }).map((groups) => ({
      version: 6 as const,
      value: groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n),
    })),
  );

  test('a formatted address parses to itself, as in Node', () => {
    fc.assert(
      fc.property(addresses, (ip) => {
        expect(parseIp(formatIp(ip))).toEqual(ip);
        expect(isIP(formatIp(ip))).toBe(ip.version);
        if (ip.version === 6 && ip.value >> 32n !== 0xffffn) {
          expect(new URL(`http://[${formatIp(ip)}]/`).hostname).toBe(`[${formatIp(ip)}]`);
        }
      }),
      { seed, numRuns: 500 },
    );
  });

  test('a block contains its first and last address, and no address next to them', () => {
    fc.assert(
      fc.property(addresses, fc.nat(128), (address, bits) => {
        const cidr = { address, prefix: address.version === 4 ? bits % 33 : bits };
        const network = networkOf(cidr);
        const size = 1n << BigInt((address.version === 4 ? 32 : 128) - cidr.prefix);
        const last = { ...network, value: network.value + size - 1n };
        expect(cidrContains(cidr, network) && cidrContains(cidr, last) && cidrContains(cidr, address)).toBe(true);
        if (network.value > 0n) expect(cidrContains(cidr, { ...network, value: network.value - 1n })).toBe(false);
        const beyond = last.value + 1n;
        if (beyond < 2n ** (address.version === 4 ? 32n : 128n)) {
          expect(cidrContains(cidr, { ...last, value: beyond })).toBe(false);
        }
        expect(parseCidr(formatCidr(cidr))).toEqual({ address: network, prefix: cidr.prefix });
      }),
      { seed, numRuns: 500 },
    );
  });
});
