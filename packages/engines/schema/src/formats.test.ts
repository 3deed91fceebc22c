/** String formats: accepted and refused values, and time for long input. */
import { workUnits } from '@kubets/base/platform/testing';
import { describe, expect, test } from 'vitest';
import { matchesFormat } from './formats.ts';

const cases: Readonly<Record<string, { good: readonly string[]; bad: readonly string[] }>> = {
  'date-time': {
    good: ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.5+01:00'],
    bad: ['2026-01-02', '2026-13-02T03:04:05Z', ''],
  },
  date: { good: ['2024-02-29'], bad: ['2026-02-29', '2026-1-2', 'x'] },
  duration: { good: ['1h30m', '5s', '0', '3 days', '1.5h'], bad: ['1', 'h', '', '1 parsec'] },
  ipv4: { good: ['10.0.0.1', '255.255.255.255'], bad: ['10.0.0', '10.0.0.256', '010.0.0.1', '::1'] },
  ipv6: {
    good: ['::', '::1', 'fe80::1:2', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4'],
    bad: ['1::2::3', '1:2', ':::', '10.0.0.1', '1:2:3:4:5:6:7:8:9'],
  },
  cidr: { good: ['10.0.0.0/8', 'fd00::/64'], bad: ['10.0.0.0', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/8/8'] },
  mac: { good: ['01:23:45:67:89:ab', '0123.4567.89ab'], bad: ['01:23:45', '01-23:45:67:89:ab'] },
  uuid: { good: ['0D3A0F6E-5b1c-4b6e-9a58-0f6e1c4b6e9a', '0d3a0f6e5b1c4b6e9a580f6e1c4b6e9a'], bad: ['0d3a', 'x'] },
  uuid4: { good: ['0d3a0f6e-5b1c-4b6e-9a58-0f6e1c4b6e9a'], bad: ['0d3a0f6e-5b1c-3b6e-9a58-0f6e1c4b6e9a'] },
  hostname: { good: ['a', 'example.com', '1.example'], bad: ['-a', 'a..b', `${'a'.repeat(64)}.b`, 'a_b'] },
  email: { good: ['a@b.c', 'Some One <a@b.c>', 'a.b+c@d'], bad: ['a', '@b', 'a@', 'a b@c'] },
  uri: { good: ['https://a/b?c', '/a/b', 'urn:x'], bad: ['', 'a b', 'http://a b/', '%zz', 'a/b'] },
  byte: { good: ['aGk=', 'YWJj'], bad: ['a', 'aGk', '', 'a*k='] },
  isbn10: { good: ['0-306-40615-2'], bad: ['0-306-40615-3'] },
  isbn13: { good: ['978-0-306-40615-7'], bad: ['978-0-306-40615-8'] },
  creditcard: { good: ['4111 1111 1111 1111'], bad: ['4111 1111 1111 1112', '1'] },
  ssn: { good: ['123-45-6789'], bad: ['12-345-6789'] },
  hexcolor: { good: ['#fff', 'A0B1C2'], bad: ['#ff', 'red'] },
  rgbcolor: { good: ['rgb(1, 2,255)'], bad: ['rgb(1,2,256)', 'rgb(1,2)'] },
  bsonobjectid: { good: ['507f1f77bcf86cd799439011'], bad: ['507f'] },
  password: { good: ['anything'], bad: [] },
  'k8s-short-name': { good: ['a-b1'], bad: ['A', '-a', 'a.b'] },
  'k8s-long-name': { good: ['a.b-c'], bad: ['a..b', 'A.b'] },
};

describe.each(Object.entries(cases))('format %s', (format, { good, bad }) => {
  test('accepts valid values only', () => {
    expect(good.filter((text) => !matchesFormat(format, text))).toEqual([]);
    expect(bad.filter((text) => matchesFormat(format, text))).toEqual([]);
  });

  test('checks a megabyte in linear time', () => {
    for (const unit of ['a', '1', '1:', 'a.', '1 days ', '-', ' ', '%', '@', '\u00e9']) {
      const text = `${unit.repeat(1_000_000 / unit.length)}\n!`;
      expect(workUnits(() => matchesFormat(format, text))).toBeLessThan(20);
    }
  });
});
