/** Users that a front proxy names in request headers. */
import { describe, expect, it } from 'vitest';
import { defaultRequestHeaders, requestHeaderUser } from './request-headers.ts';

const proxy = { frontProxy: { commonName: 'front-proxy-client', organizations: [], fingerprint: 'ab' } };
const user = (headers: Readonly<Record<string, readonly string[]>>, options = {}) =>
  requestHeaderUser(proxy, new Map(Object.entries(headers)), { ...defaultRequestHeaders, ...options });

describe('requestHeaderUser', () => {
  it('reads user, uid, groups and extra', () =>
    expect(
      user({
        'x-remote-user': ['jane'],
        'x-remote-uid': ['42'],
        'x-remote-group': ['a', '', 'b, c'],
        'x-remote-extra-scopes': ['one', 'two'],
        'x-remote-extra-example.com%2fkey': ['three'],
        authorization: ['Bearer x'],
      }),
    ).toEqual({
      name: 'jane',
      uid: '42',
      groups: ['a', 'b, c'],
      extra: { scopes: ['one', 'two'], 'example.com/key': ['three'] },
    }));

  it.each([
    ['names no user', { 'x-remote-group': ['system:masters'] }, {}],
    ['names an empty user', { 'x-remote-user': [' '] }, {}],
    ['is not an allowed one', { 'x-remote-user': ['jane'] }, { allowedNames: ['another'] }],
  ])('is undefined if the proxy %s', (_, headers, options) => expect(user(headers, options)).toBeUndefined());

  it('accepts every proxy of the authority if no name is listed', () =>
    expect(user({ 'x-remote-user': ['jane'] }, { allowedNames: [] })).toEqual({ name: 'jane', groups: [] }));

  it('reads the headers that are configured, in their order', () => {
    const options = { usernameHeaders: ['X-First', 'X-Second'], extraHeaderPrefixes: [] };
    expect(user({ 'x-second': ['b'], 'x-remote-extra-a': ['b'] }, options)).toEqual({ name: 'b', groups: [] });
    expect(user({ 'x-second': ['b'], 'x-first': ['a'] }, options)).toEqual({ name: 'a', groups: [] });
  });

  it('keeps an extra key that is not properly encoded', () =>
    expect(user({ 'x-remote-user': ['jane'], 'x-remote-extra-a%zz': ['b'] })).toMatchObject({
      extra: { 'a%zz': ['b'] },
    }));
});
