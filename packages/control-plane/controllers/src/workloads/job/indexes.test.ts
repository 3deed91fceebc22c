/** Sets of completion indexes: as text, and with more members than a Set could hold. */
import { expect, it } from 'vitest';
import { IndexSet } from './indexes.ts';

const limit = 2 ** 31 - 1;

it.each<[string, number[], string]>([
  ['', [], ''],
  ['', [4, 2, 3], '2-4'],
  ['1,3-5,7', [], '1,3-5,7'],
  ['1,3-5,7', [2, 6], '1-7'],
  ['5-9,0-2,2-6', [], '0-9'],
  ['0,1', [], '0,1'],
  ['2-3', [], '2,3'],
  ['0', [1, 2], '0-2'],
  ['8-3,x,-1,2', [9], '2,9'],
  ['0-2147483640', [2147483642], '0-2147483640,2147483642'],
])('%s with %j is %s', (text, added, shown) => {
  const set = IndexSet.parse(text, limit);
  for (const index of added) set.add(index);
  expect(set.toString()).toBe(shown);
});

it('counts its members and finds them', () => {
  const set = IndexSet.parse('0-2147483640', limit);
  set.add(7);
  set.add(2147483645);
  expect(set.size).toBe(2147483642);
  expect([0, 7, 2147483640, 2147483641, 2147483645].map((index) => set.endOf(index))).toEqual([
    2147483640,
    2147483640,
    2147483640,
    undefined,
    2147483645,
  ]);
  expect(IndexSet.parse('3-9', 5).size).toBe(2);
});

it('counts what it shares with another', () => {
  const completed = IndexSet.parse('0-2147483640', limit);
  completed.add(2147483644);
  expect(IndexSet.parse('5,10-19,2147483639-2147483646', limit).countShared(completed)).toBe(1 + 10 + 2 + 1);
  expect(completed.countShared(IndexSet.parse(undefined, limit))).toBe(0);
});
