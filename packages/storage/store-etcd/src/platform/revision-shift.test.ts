/** Conversion of revisions between etcd and a store that was restored into it. */
import { expect, it } from 'vitest';
import { RevisionShift } from './revision-shift.ts';

it('RevisionShift changes nothing in a store that was never restored', () => {
  const shift = new RevisionShift(0);
  for (const revision of [1, 2, 700]) {
    expect([shift.told(revision), shift.asked(revision), shift.expected(revision)]).toEqual(Array(3).fill(revision));
  }
  expect([shift.told(0), shift.expected(0)]).toEqual([0, 0]);
});

it('RevisionShift converts both ways, and never maps an old revision to the meanings of 0', () => {
  const shift = new RevisionShift(1000);
  expect(shift.told(7)).toBe(1007);
  expect([shift.asked(1007), shift.expected(1007)]).toEqual([7, 7]);
  for (const old of [1, 999, 1000]) {
    expect(shift.asked(old)).toBe(1);
    expect(shift.expected(old)).toBe(-1);
  }
  expect([shift.told(0), shift.expected(0)]).toEqual([0, 0]);
});
