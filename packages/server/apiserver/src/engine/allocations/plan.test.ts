/** What a commit contains besides its object. */
import { CachedObject } from '@kubets/storage/watch-cache';
import { describe, expect, test } from 'vitest';
import { storedObjects } from '../object-bytes.ts';
import { type PlacedAllocation, planAllocations } from './plan.ts';

const bytes = new Uint8Array(1);

/** An allocation at `key`, where the known record has revision `at`: this object's, or another's. */
function allocation(key: string, at = 0, mine = true): PlacedAllocation {
  const entry = { key, value: bytes, revision: at, created: at };
  const standing = at === 0 ? undefined : new CachedObject(entry, storedObjects);
  return { key, standing, isMine: () => at > 0 && mine, encoded: () => bytes };
}

const put = (key: string) => ({ type: 'put', key, value: bytes });
const drop = (key: string) => ({ type: 'delete', key });

const table = [
  {
    name: 'a new allocation must not exist yet',
    before: [],
    after: [allocation('a'), allocation('b')],
    expect: [
      { key: 'a', revision: 0 },
      { key: 'b', revision: 0 },
    ],
    apply: [put('a'), put('b')],
  },
  {
    name: 'an allocation that another object appears to hold is left to the store to refuse',
    before: [],
    after: [allocation('a', 7, false)],
    expect: [{ key: 'a', revision: 0 }],
    apply: [put('a')],
  },
  {
    name: 'a record that already names this object is kept',
    before: [],
    after: [allocation('a', 7)],
    expect: [{ key: 'a', revision: 7 }],
    apply: [],
  },
  {
    name: 'an allocation that is kept is not checked',
    before: [allocation('a', 7)],
    after: [allocation('a', 7)],
    expect: [],
    apply: [],
  },
  {
    name: 'a missing record of an allocation that is kept is recreated',
    before: [allocation('a')],
    after: [allocation('a')],
    expect: [{ key: 'a', revision: 0 }],
    apply: [put('a')],
  },
  {
    name: 'a released allocation is deleted if it is unchanged',
    before: [allocation('a', 7), allocation('b', 8)],
    after: [allocation('b', 8)],
    expect: [{ key: 'a', revision: 7 }],
    apply: [drop('a')],
  },
  {
    name: 'an allocation that another object holds meanwhile is kept if that is confirmed',
    before: [allocation('a', 7, false)],
    after: [],
    expect: [{ key: 'a', revision: 7 }],
    apply: [],
  },
  {
    name: 'a record that appears to be missing must be missing',
    before: [allocation('a')],
    after: [],
    expect: [{ key: 'a', revision: 0 }],
    apply: [],
  },
];

describe('allocations of a write', () => {
  test.each(table)('$name', ({ before, after, expect: expected, apply }) => {
    expect(planAllocations(before, after)).toEqual({ expect: expected, apply });
  });
});
