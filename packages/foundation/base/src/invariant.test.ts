/** Invariants. */
import { expect, it } from 'vitest';
import { InvariantError, invariant, present } from './invariant.ts';

it.each([false, 0, '', null, undefined])('invariant throws if the condition is %j', (condition) => {
  expect(() => invariant(condition, 'must hold')).toThrow(new InvariantError('must hold'));
});

it.each([0, '', false])('present returns falsy values: %j', (value) => {
  expect(present(value, 'it')).toBe(value);
});

it.each([null, undefined])('present throws for %j', (value) => {
  expect(() => present(value, 'the name')).toThrow(new InvariantError('the name is missing'));
});
