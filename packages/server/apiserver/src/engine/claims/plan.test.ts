/** What goes into a commit besides its object. */
import { CachedObject } from '@kubets/storage';
import { describe, expect, test } from 'vitest';
import { storedObjects } from '../object-bytes.ts';
import { type PlacedClaim, planClaims } from './plan.ts';

const bytes = new Uint8Array(1);

/** A claim at `key` where, as far as is known, a record of revision `at` stands: this object's, or another's. */
function claim(key: string, at = 0, mine = true): PlacedClaim {
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
    after: [claim('a'), claim('b')],
    expect: [
      { key: 'a', revision: 0 },
      { key: 'b', revision: 0 },
    ],
    apply: [put('a'), put('b')],
  },
  {
    name: 'what another seems to hold is still asked of the store, which knows',
    before: [],
    after: [claim('a', 7, false)],
    expect: [{ key: 'a', revision: 0 }],
    apply: [put('a')],
  },
  {
    name: 'what names this object already is left as it stands',
    before: [],
    after: [claim('a', 7)],
    expect: [{ key: 'a', revision: 7 }],
    apply: [],
  },
  { name: 'what is kept costs nothing', before: [claim('a', 7)], after: [claim('a', 7)], expect: [], apply: [] },
  {
    name: 'what is kept and gone comes back',
    before: [claim('a')],
    after: [claim('a')],
    expect: [{ key: 'a', revision: 0 }],
    apply: [put('a')],
  },
  {
    name: 'what is dropped goes, as it was seen',
    before: [claim('a', 7), claim('b', 8)],
    after: [claim('b', 8)],
    expect: [{ key: 'a', revision: 7 }],
    apply: [drop('a')],
  },
  {
    name: 'what another has come to hold stays his, if that is so',
    before: [claim('a', 7, false)],
    after: [],
    expect: [{ key: 'a', revision: 7 }],
    apply: [],
  },
  {
    name: 'what seems to be gone already must be gone',
    before: [claim('a')],
    after: [],
    expect: [{ key: 'a', revision: 0 }],
    apply: [],
  },
];

describe('claims of a write', () => {
  test.each(table)('$name', ({ before, after, expect: expected, apply }) => {
    expect(planClaims(before, after)).toEqual({ expect: expected, apply });
  });
});
