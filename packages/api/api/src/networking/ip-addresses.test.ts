/** Validation of IPAddress. */
import { expect, test } from 'vitest';
import { canonical, texts } from '../strategy-testing.ts';
import { ipAddresses } from './ip-addresses.ts';

const parentRef = { resource: 'services', namespace: 'default', name: 'web' };

test.each([
  ['10.96.0.1', { parentRef }, []],
  ['fd00::1', { parentRef: { ...parentRef, group: 'example.com' } }, []],
  [
    'web',
    { parentRef },
    ['metadata.name: Invalid value: "web": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  ],
  ['FD00::1', { parentRef }, ['metadata.name: Invalid value: "FD00::1": must be in canonical form ("fd00::1")']],
  ['10.96.0.1', {}, ['spec.parentRef: Required value']],
  [
    '10.96.0.1',
    { parentRef: { namespace: 'a/b' } },
    [
      'spec.parentRef.resource: Required value',
      'spec.parentRef.name: Required value',
      `spec.parentRef.namespace: Invalid value: "a/b": may not contain '/'`,
    ],
  ],
])('IPAddress: validation of %s with %j', (name, spec, expected) => {
  const address = canonical(ipAddresses, { metadata: { name }, spec });
  expect(texts(ipAddresses.strategy.validate?.(address))).toEqual(expected);
});

test('IPAddress: parentRef is immutable', () => {
  expect(ipAddresses.strategy.immutable).toEqual(['spec.parentRef']);
});
