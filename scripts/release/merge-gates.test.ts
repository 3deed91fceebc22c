/** The feature gates of several releases as one list. */
import { expect, it } from 'vitest';
import { mergeGates } from './merge-gates.ts';

const alpha = { since: '1.36', stage: 'ALPHA' } as const;
const beta = { since: '1.37', stage: 'BETA', default: true } as const;

it.each([
  ['a gate of one release', [['1.36.2', { A: { stages: [alpha] } }]], { A: { stages: [alpha] } }],
  [
    'a gate with a new stage',
    [
      ['1.36.2', { A: { stages: [alpha] } }],
      ['1.37.2', { A: { stages: [alpha, beta], requires: ['B'] } }],
    ],
    { A: { stages: [alpha, beta], requires: ['B'] } },
  ],
  [
    'a gate that the newest release removed',
    [
      ['1.36.2', { A: { stages: [alpha] } }],
      ['1.37.2', {}],
    ],
    { A: { stages: [alpha], removed: '1.37' } },
  ],
  [
    'a gate that was removed before the newest release',
    [
      ['1.36.2', { A: { stages: [alpha] } }],
      ['1.37.2', {}],
      ['1.38.0', {}],
    ],
    { A: { stages: [alpha], removed: '1.37' } },
  ],
] as const)('mergeGates: %s', (_, releases, expected) => expect(mergeGates(releases)).toEqual(expected));
