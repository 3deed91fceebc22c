/** 64-bit integers: exact over 2^53, numbers below. */
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
])('nextInt64 of %s is %s', (value, next) => {
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
])('parseInt64 of %j returns %s', (text, value) => {
  expect(parseInt64(text)).toBe(value);
});

test('int64Of returns a number if it is exact', () => {
  expect(int64Of(5n)).toBe(5);
  expect(int64Of(-(2n ** 53n))).toBe(-(2n ** 53n));
});
