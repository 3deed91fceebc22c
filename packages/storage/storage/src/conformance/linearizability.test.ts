/** The checker of linearizability: histories it must accept, and histories it must reject. */
import { describe, expect, it } from 'vitest';
import type { Entry, StoreChange } from '../store.ts';
import type { Answer, Call, Recorded } from './history.ts';
import { linearizabilityViolations } from './linearizability.ts';
import { bytes, del, put } from './support.ts';

const entry = (value: string, revision: number, created = 2): Entry => ({
  key: 'k',
  value: bytes(value),
  revision,
  created,
});
/** Sets k to "one" at revision 2 and "two" at 3, and deletes it at 4. */
const log: readonly StoreChange[] = [
  { revision: 2, events: [{ type: 'put', key: 'k', revision: 2, value: bytes('one') }] },
  { revision: 3, events: [{ type: 'put', key: 'k', revision: 3, value: bytes('two'), previous: entry('one', 2) }] },
  { revision: 4, events: [{ type: 'delete', key: 'k', revision: 4, value: bytes(''), previous: entry('two', 3) }] },
];
const of = (call: Call, answer: Answer | undefined, asked: number, answered: number): Recorded => ({
  call,
  ...(answer ? { answer } : {}),
  asked,
  answered,
});
const write = (value: string, revision: number, asked: number, answered: number, expected?: number): Recorded =>
  of(
    {
      type: 'commit',
      commit: {
        expect: expected === undefined ? [] : [{ key: 'k', revision: expected }],
        apply: [value === '' ? del('k') : put('k', value)],
      },
    },
    { type: 'commit', result: { committed: true, revision } },
    asked,
    answered,
  );
const read = (found: Entry | undefined, asked: number, answered: number): Recorded =>
  of({ type: 'get', key: 'k' }, { type: 'get', entry: found }, asked, answered);
const writes = [write('one', 2, 0, 1), write('two', 3, 2, 5), write('', 4, 6, 7)];
const check = (...more: readonly Recorded[]): readonly string[] =>
  linearizabilityViolations([...writes, ...more], log, 1);

describe('linearizabilityViolations', () => {
  it('accepts reads of a value that was current during the call', () => {
    expect(check(read(entry('one', 2), 3, 4), read(entry('two', 3), 3, 4), read(undefined, 3, 8))).toEqual([]);
    const page = { entries: [entry('two', 3)], revision: 3, more: false };
    expect(check(of({ type: 'list', prefix: '' }, { type: 'list', page }, 3, 4))).toEqual([]);
  });

  it.each([
    ['a read of a value that an earlier answer had replaced', [read(entry('one', 2), 8, 9)]],
    ['a read that is older than a previous read', [read(entry('two', 3), 2.1, 2.2), read(entry('one', 2), 2.3, 2.4)]],
    ['a read of a value that never existed', [read(entry('three', 3), 3, 4)]],
    ['a read of a write before its call', [read(undefined, 5.1, 5.2)]],
    ['a revision older than a known one', [of({ type: 'revision' }, { type: 'revision', revision: 2 }, 8, 9)]],
    [
      'a list that mixes revisions',
      [
        of(
          { type: 'list', prefix: '' },
          { type: 'list', page: { entries: [entry('one', 2)], revision: 3, more: false } },
          3,
          4,
        ),
      ],
    ],
    [
      'a failed commit that returns an entry that was not current',
      [
        of(
          { type: 'commit', commit: { expect: [{ key: 'k', revision: 9 }], apply: [put('k', 'x')] } },
          { type: 'commit', result: { committed: false, key: 'k', current: entry('one', 2) } },
          8,
          9,
        ),
      ],
    ],
    ['an acknowledged commit that is not in the log', [write('lost', 5, 8, 9)]],
  ])('reports %s', (_, more) => {
    expect(check(...more)).not.toEqual([]);
  });

  it('reports commits whose expectations did not hold, and commits that no client made', () => {
    const [first, second, third] = writes as [Recorded, Recorded, Recorded];
    expect(linearizabilityViolations([first, write('two', 3, 2, 5, 1), third], log, 1)).not.toEqual([]);
    expect(linearizabilityViolations([first, third], log, 1)).toEqual(['revision 3 was made by no client']);
    const lost = { call: second.call, asked: 2, answered: Infinity };
    expect(linearizabilityViolations([first, lost, third], log, 1)).toEqual([]);
    expect(linearizabilityViolations([first, third, { ...lost, asked: 8 }], log, 1)).toHaveLength(1);
  });
});
