/** Integers of 64 bits: exact beyond 2^53, and numbers below. */
import { expect, test } from 'vitest';
import { int64Of, nextInt64, parseInt64 } from './int64.ts';

test.each([
  [undefined, 1],
  [0, 1],
  [41, 42],
  [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER],
  [Number.MAX_SAFE_INTEGER, 9007199254740992n],
  [3546343826724305832n, 3546343826724305833n],
  [9223372036854775807n, -9223372036854775808n],
])('what follows %s is %s', (value, next) => {
  expect(nextInt64(value as number)).toBe(next);
});

test.each([
  ['12', 12],
  ['-0', 0],
  ['+7', 7],
  ['9007199254740993', 9007199254740993n],
  ['-9223372036854775808', -9223372036854775808n],
  ['9223372036854775808', undefined],
  ['', undefined],
  ['1.5', undefined],
  ['0x1', undefined],
])('%j is read as %s', (text, value) => {
  expect(parseInt64(text)).toBe(value);
});

test('what a number holds exactly is a number', () => {
  expect(int64Of(5n)).toBe(5);
  expect(int64Of(-(2n ** 53n))).toBe(-(2n ** 53n));
});
