/** The rows that a group of commits writes. */
import type { Commit, Entry, Operation } from '@kubets/storage';
import { describe, expect, it } from 'vitest';
import { planGroup } from './group-plan.ts';
import { current } from './tables.ts';

const value = new Uint8Array([1]);
const put = (key: string, leaseSeconds?: number): Operation => ({
  type: 'put',
  key,
  value,
  ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
});
const del = (key: string): Operation => ({ type: 'delete', key });
const apply = (...operations: Operation[]): Commit => ({ expect: [], apply: operations });
const entry: Entry = { key: 'a', value, revision: 4, created: 3 };
const standing = new Map([['a', entry]]);

describe('planGroup', () => {
  it('assigns a revision to each commit that changes something, and evaluates each after its predecessors', () => {
    const plan = planGroup(
      [
        apply(put('a')),
        { expect: [{ key: 'a', revision: 4 }], apply: [put('b')] },
        { expect: [{ key: 'a', revision: 10 }], apply: [del('a')] },
        apply(del('a')),
        apply(put('a')),
      ],
      9,
      standing,
      0,
    );
    expect(plan.results).toEqual([
      { committed: true, revision: 10 },
      { committed: false, key: 'a', current: { ...entry, revision: 10 } },
      { committed: true, revision: 11 },
      { committed: true, revision: 11 },
      { committed: true, revision: 12 },
    ]);
    expect(plan.head).toBe(12);
    expect(plan.replaced).toEqual(new Map([['a', 10]]));
    expect(plan.rows).toMatchObject([
      { revision: 10, replaced: 11, created: 3 },
      { revision: 11, replaced: 11, value: undefined },
      { revision: 12, replaced: current, created: 12 },
    ]);
  });

  it('numbers the operations of a commit, and records when their leases expire', () => {
    const plan = planGroup([apply(put('b', 5), put('c'), del('a'))], 9, standing, 1000);
    expect(plan.rows).toMatchObject([
      { key: 'b', ordinal: 0, expires: 6000 },
      { key: 'c', ordinal: 1, expires: undefined },
      { key: 'a', ordinal: 2, value: undefined },
    ]);
  });

  it('writes nothing if nothing changes', () => {
    const plan = planGroup(
      [apply(del('b')), { expect: [{ key: 'a', revision: 1 }], apply: [put('a')] }],
      9,
      standing,
      0,
    );
    expect(plan).toMatchObject({ rows: [], changes: [], head: 9 });
  });
});
