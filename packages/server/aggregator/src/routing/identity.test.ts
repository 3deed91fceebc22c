/** The headers in which the aggregator names the user. */
import { expect, it } from 'vitest';
import { identityHeaders } from './identity.ts';

it('contain name, uid, groups and extra; keys are escaped', () =>
  expect(
    identityHeaders({
      name: 'jane',
      uid: '42',
      groups: ['a', 'b'],
      extra: { 'example.com/Scopes': ['x', 'y'], 'percent%': ['z'], ü: ['u'] },
    }),
  ).toEqual([
    ['x-remote-user', 'jane'],
    ['x-remote-uid', '42'],
    ['x-remote-group', 'a'],
    ['x-remote-group', 'b'],
    ['x-remote-extra-example.com%2FScopes', 'x'],
    ['x-remote-extra-example.com%2FScopes', 'y'],
    ['x-remote-extra-percent%25', 'z'],
    ['x-remote-extra-%C3%BC', 'u'],
  ]));

it('contain no uid if there is none', () =>
  expect(identityHeaders({ name: 'jane', groups: [] })).toEqual([['x-remote-user', 'jane']]));
