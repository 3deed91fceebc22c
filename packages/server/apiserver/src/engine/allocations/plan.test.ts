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
    name: 'what is taken anew must not stand yet',
    before: [],
    after: [allocation('a'), allocation('b')],
    expect: [
      { key: 'a', revision: 0 },
      { key: 'b', revision: 0 },
    ],
    apply: [put('a'), put('b')],
  },
  {
    name: 'what another seems to hold is still asked of the store, which knows',
    before: [],
    after: [allocation('a', 7, false)],
    expect: [{ key: 'a', revision: 0 }],
    apply: [put('a')],
  },
  {
    name: 'what names this object already is left as it stands',
    before: [],
    after: [allocation('a', 7)],
    expect: [{ key: 'a', revision: 7 }],
    apply: [],
  },
  {
    name: 'what is kept costs nothing',
    before: [allocation('a', 7)],
    after: [allocation('a', 7)],
    expect: [],
    apply: [],
  },
  {
    name: 'what is kept and gone comes back',
    before: [allocation('a')],
    after: [allocation('a')],
    expect: [{ key: 'a', revision: 0 }],
    apply: [put('a')],
  },
  {
    name: 'what is dropped goes, as it was seen',
    before: [allocation('a', 7), allocation('b', 8)],
    after: [allocation('b', 8)],
    expect: [{ key: 'a', revision: 7 }],
    apply: [drop('a')],
  },
  {
    name: 'what another has come to hold stays his, if that is so',
    before: [allocation('a', 7, false)],
    after: [],
    expect: [{ key: 'a', revision: 7 }],
    apply: [],
  },
  {
    name: 'what seems to be gone already must be gone',
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
