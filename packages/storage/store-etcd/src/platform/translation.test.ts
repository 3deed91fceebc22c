/** Translation of commits, reads and events between the store and etcd. */
import { describe, expect, it } from 'vitest';
import { RevisionShift } from './revision-shift.ts';
import { changesOf, rangeOf, resultOf, txnOf } from './translation.ts';

const kv = (key: string, mod_revision: number, create_revision: number) => ({
  key: Buffer.from(key),
  value: Buffer.from('v'),
  mod_revision,
  create_revision,
  lease: 0,
});
const shift = new RevisionShift(0);
const header = { revision: 9 };

describe('etcd translation', () => {
  it.each([
    ['/a/', undefined, '/a/', '/a0'],
    ['/a/', '/a/x', '/a/x\0', '/a0'],
    ['/a/', '/A', '/a/', '/a0'],
    ['', undefined, '\0', 'END'],
    ['', 'x', 'x\0', 'END'],
  ])('rangeOf translates the prefix %j after the key %j', (prefix, last, key, end) => {
    expect(rangeOf(prefix, last)).toEqual({
      key: Buffer.from(key),
      range_end: end === 'END' ? Buffer.from([0xff]) : Buffer.from(end),
    });
  });

  it('txnOf compares mod revisions; resultOf returns the current entry of a failed comparison', () => {
    const commit = {
      expect: [
        { key: 'a', revision: 0 },
        { key: 'b', revision: 4 },
      ],
      apply: [{ type: 'put', key: 'a', value: Buffer.from('v'), leaseSeconds: 5 } as const],
    };
    const txn = txnOf(commit, shift, () => 77);
    expect(txn.compare.map(({ mod_revision }) => mod_revision)).toEqual([0, 4]);
    expect(txn.success).toEqual([{ request_put: { key: Buffer.from('a'), value: Buffer.from('v'), lease: 77 } }]);
    const range = (...kvs: ReturnType<typeof kv>[]) => ({ response_range: { header, kvs, more: false, count: 0 } });
    const responses = [range(), range(kv('b', 5, 4))];
    expect(resultOf(commit, { header, succeeded: false, responses }, shift)).toMatchObject({
      committed: false,
      key: 'b',
      current: { revision: 5, created: 4 },
    });
    expect(resultOf(commit, { header, succeeded: true, responses: [] }, shift)).toEqual({
      committed: true,
      revision: 9,
    });
  });

  it('changesOf groups events by revision', () => {
    const changes = changesOf(
      [
        { type: 0, kv: kv('a', 5, 5), prev_kv: null },
        { type: 1, kv: kv('b', 5, 0), prev_kv: kv('b', 4, 3) },
        { type: 0, kv: kv('a', 6, 5), prev_kv: kv('a', 5, 5) },
      ],
      shift,
    );
    expect(changes).toMatchObject([
      { revision: 5, events: [{ type: 'put' }, { type: 'delete', previous: { revision: 4, created: 3 } }] },
      { revision: 6, events: [{ key: 'a', previous: { revision: 5 } }] },
    ]);
  });

  it('changesOf and resultOf add the offset of a restored store and hide reserved keys', () => {
    const restored = new RevisionShift(100);
    const reserved = { ...kv('', 6, 6), key: Buffer.from([0xff, 0x61]) };
    const changes = changesOf(
      [
        { type: 1, kv: kv('b', 5, 0), prev_kv: kv('b', 4, 3) },
        { type: 0, kv: reserved, prev_kv: null },
      ],
      restored,
    );
    expect(changes).toMatchObject([
      { revision: 105, events: [{ revision: 105, previous: { revision: 104, created: 103 } }] },
      { revision: 106, events: [] },
    ]);
    const commit = { expect: [{ key: 'b', revision: 50 }], apply: [] };
    expect(txnOf(commit, restored, () => undefined).compare[0]?.mod_revision).toBe(-1);
    const answer = { header, succeeded: true, responses: [] };
    expect(resultOf(commit, answer, restored)).toEqual({ committed: true, revision: 109 });
  });

  it('changesOf returns undefined if a previous value was compacted', () => {
    expect(changesOf([{ type: 0, kv: kv('a', 6, 5), prev_kv: null }], shift)).toBeUndefined();
    expect(changesOf([{ type: 1, kv: kv('a', 6, 0), prev_kv: null }], shift)).toBeUndefined();
  });
});
