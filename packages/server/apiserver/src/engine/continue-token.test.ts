/** Continue tokens: their format, and which are refused. */
import { describe, expect, test } from 'vitest';
import { decodeContinue, encodeContinue } from './continue-token.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('continue tokens', () => {
  test("have upstream's format", () => {
    expect(JSON.parse(Buffer.from(encodeContinue({ revision: 5, after: 'ns/a' }), 'base64url').toString())).toEqual({
      v: 'meta.k8s.io/v1',
      rv: 5,
      start: 'ns/a\u0000',
    });
    expect(decodeContinue(encodeContinue({ revision: -1, after: 'ä/b' }))).toEqual({ revision: -1, after: 'ä/b' });
  });

  test.each([
    'garbage!',
    encode(null),
    encode({ v: 'v2', rv: 1, start: 'a' }),
    encode({ v: 'meta.k8s.io/v1', rv: 0, start: 'a' }),
    encode({ v: 'meta.k8s.io/v1', rv: 1 }),
    encode({ v: 'meta.k8s.io/v1', rv: 1, start: '../../secrets' }),
  ])('%s is refused', (token) => {
    expect(() => decodeContinue(token)).toThrow('continue key is not valid');
  });
});
