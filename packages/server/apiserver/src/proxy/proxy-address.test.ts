/** Addresses that requests may be proxied to, in every notation. */
import { describe, expect, it } from 'vitest';
import { isProxyableIp, mayBeProxyableHost } from './proxy-address.ts';

describe('isProxyableIp', () => {
  it.each(['10.1.2.3', '192.0.2.9', '172.16.0.1', '198.18.0.1', '8.8.8.8', 'fd00::2', '2001:db8::1'])(
    'allows %s',
    (address) => expect(isProxyableIp(address)).toBe(true),
  );

  it.each([
    ...['127.0.0.1', '127.1.2.3', '0.0.0.0', '0.1.2.3', '169.254.169.254', '224.0.0.1', '239.1.1.1', '255.255.255.255'],
    ...['::', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::FFFF:7f00:1', '0:0:0:0:0:ffff:127.0.0.1'],
    ...['::ffff:10.0.0.1', '::127.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::127.0.0.1', 'fe80::1', 'febf::1', 'ff02::1'],
    ...['', 'localhost', '2130706433', '0x7f.1', '127.1', '010.0.0.1', 'fe80::1%eth0', '[::1]', '10.0.0.1/8'],
  ])('refuses %j', (address) => expect(isProxyableIp(address)).toBe(false));
});

describe('mayBeProxyableHost', () => {
  it.each(['10.1.2.3', 'fd00::2', 'node-1', 'node-1.example.com', 'node_1', 'a.b.'])('allows %s', (host) =>
    expect(mayBeProxyableHost(host)).toBe(true),
  );

  it.each([
    ...['127.0.0.1', '::1', '::ffff:127.0.0.1', 'fe80::1%lo', '', '.', '-', 'a/b', 'a@b', 'a b', 'a:80', 'a#', 'a?b'],
    ...['a\\b', 'a\r\nb', 'ｌocalhost', 'x'.repeat(254)],
  ])('refuses %j', (host) => expect(mayBeProxyableHost(host)).toBe(false));
});
