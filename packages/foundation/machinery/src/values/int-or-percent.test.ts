/** Counts and percentages: resolution, refusals. */
import { describe, expect, test } from 'vitest';
import { resolveIntOrPercent } from './int-or-percent.ts';

describe('resolveIntOrPercent', () => {
  test.each([
    [undefined, 10, true, 0],
    [3, 10, true, 3],
    ['25%', 10, true, 3],
    ['25%', 10, false, 2],
    ['0%', 10, true, 0],
    ['100%', 7, false, 7],
    ['-5%', 10, true, 0],
  ])('of %s and total %d (rounded up: %s) returns %d', (value, total, roundUp, expected) => {
    expect(resolveIntOrPercent(value, total, roundUp)).toBe(expected);
  });

  test.each([
    ['5', 'invalid value for IntOrString: invalid type: string is not a percentage'],
    ['a%', 'invalid value for IntOrString: invalid value "a%": strconv.Atoi: parsing "a": invalid syntax'],
    [
      '99999999999999999999%',
      'invalid value for IntOrString: invalid value "99999999999999999999%": strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
  ])('refuses %s: %s', (value, message) => {
    expect(() => resolveIntOrPercent(value, 10, true)).toThrow(message);
  });
});
