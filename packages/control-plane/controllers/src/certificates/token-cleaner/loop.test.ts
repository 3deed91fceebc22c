/** When a bootstrap token has expired. */
import { formatTime } from '@kubets/machinery/time';
import { expect, it } from 'vitest';
import { isExpired } from './loop.ts';

const now = Date.UTC(2026, 0, 2);

it('isExpired is true after the expiration, and for an invalid one', () => {
  const token = (expiration?: string) => ({ data: expiration === undefined ? {} : { expiration: btoa(expiration) } });
  const tokens = [token(formatTime(now)), token(formatTime(now + 1000)), token(), token('tomorrow'), token('')];
  expect(tokens.map((each) => isExpired(each, now))).toEqual([true, false, false, true, false]);
});
