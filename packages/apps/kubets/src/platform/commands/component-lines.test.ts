/** How `kubets status` shows components. */
import type { ComponentStatus } from '@kubets/component';
import { expect, it } from 'vitest';
import { componentLines } from './component-lines.ts';

const since = '2026-01-01T00:00:00.000Z';

it.each<[shown: string, status: Omit<ComponentStatus, 'since'>, lines: readonly string[]]>([
  [
    'its name and state',
    { name: 'store', state: 'Running', parts: [] },
    ['  store                              Running'],
  ],
  [
    'the first line of why it failed',
    { name: 'kubelet', state: 'Failed', reason: 'no socket\n  at x', parts: [] },
    ['  kubelet                            Failed: no socket'],
  ],
  [
    'that it leads, and what it hosts',
    {
      name: 'kube-controller-manager',
      state: 'Running',
      lease: 'kube-controller-manager',
      parts: [
        { name: 'job', state: 'Running' },
        { name: 'podgc', state: 'Failed', reason: 'refused' },
      ],
    },
    [
      '  kube-controller-manager            Running (leader)',
      '    job                              Running',
      '    podgc                            Failed: refused',
    ],
  ],
  [
    'that another process leads',
    { name: 'kube-scheduler', state: 'WaitingForLease', lease: 'kube-scheduler', parts: [] },
    ['  kube-scheduler                     WaitingForLease (another process leads)'],
  ],
])('componentLines shows of a component %s', (_, status, lines) =>
  expect(componentLines([{ ...status, since }])).toEqual(lines),
);
