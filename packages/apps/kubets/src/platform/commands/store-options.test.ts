/** Tables of durations and sizes on the command line. */
import { expect, it } from 'vitest';
import { historyDuration, quotaBytes } from './store-options.ts';

it.each([
  ['24h', 86_400_000],
  ['1h30m', 5_400_000],
  ['90.5s', 90_500],
])('a history of %s is %i ms', (text, milliseconds) => {
  expect(historyDuration(text)).toBe(milliseconds);
});

it.each(['', '5', 'day', '1d', '-1h', '500ms', '0'])('a history of %j is refused', (text) => {
  expect(() => historyDuration(text)).toThrow("for example '90m' or '24h'");
});

it.each([
  ['8Gi', 8 * 2 ** 30],
  ['500M', 500_000_000],
  ['16777216', 2 ** 24],
])('a quota of %s is %i bytes', (text, bytes) => {
  expect(quotaBytes(text)).toBe(bytes);
});

it.each(['', 'much', '8GiB', '1Mi', '-8Gi', '8Ei'])('a quota of %j is refused', (text) => {
  expect(() => quotaBytes(text)).toThrow("for example '8Gi'");
});
