/** The releases that can be emulated. */
import { expect, it } from 'vitest';
import { currentRelease, minorOf, oldestRelease, parseRelease } from './releases.ts';

it.each([
  [currentRelease, currentRelease],
  [`kube=${currentRelease}`, currentRelease],
  [`v${currentRelease}`, currentRelease],
  [oldestRelease, oldestRelease],
])('parseRelease(%s)', (text, expected) => expect(parseRelease(text)).toBe(expected));

it.each([
  ['', 'minor version'],
  ['abc', 'minor version'],
  ['1.36.2', 'minor version'],
  ['2.0', 'minor version'],
  ['1.36x', 'minor version'],
  ['1.99999999999999999999', 'minor version'],
  [`1.${minorOf(oldestRelease) - 1}`, 'between'],
  [`1.${minorOf(currentRelease) + 1}`, 'between'],
])('parseRelease rejects %j', (text, problem) => {
  expect(parseRelease(text)).toEqual({ problem: expect.stringContaining(problem) });
});
