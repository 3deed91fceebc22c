/** Addresses that API servers may and may not advertise. */
import { describe, expect, it } from 'vitest';
import { advertiseProblem } from './advertise-address.ts';

describe('advertiseProblem', () => {
  it.each(['192.0.2.1', '10.96.0.1', '100.64.0.1', '2001:db8::1', 'fd00::1'])('allows %s', (address) => {
    expect(advertiseProblem(address)).toBeUndefined();
  });

  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.8.9.1', 'loopback'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['::ffff:0.0.0.0', 'unspecified'],
    ['169.254.169.254', 'link-local'],
    ['fe80::1', 'link-local'],
    ['febf::1', 'link-local'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['localhost', 'not an IP address'],
    ['2130706433', 'not an IP address'],
    ['127.1', 'not an IP address'],
    ['', 'not an IP address'],
  ])('refuses %s: %s', (address, word) => {
    expect(advertiseProblem(address)).toContain(word);
  });
});
