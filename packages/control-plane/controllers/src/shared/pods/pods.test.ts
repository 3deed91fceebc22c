/** The order of deletion, the state of pods, and slow start. */
import type { Pod } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';
import { describe, expect, it } from 'vitest';
import { podsToDelete } from './deletion-order.ts';
import { isActive, isAvailable, isTerminating, nextAvailability } from './pod-state.ts';
import { slowStart } from './slow-start.ts';

const now = 1_800_000_000_000;
const ago = (seconds: number): string => formatTime(now - seconds * 1000);

interface Traits {
  node?: string;
  phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  ready?: number;
  created?: number;
  cost?: string;
  restarts?: number;
  deleted?: boolean;
}

function pod(name: string, traits: Traits = {}): Pod {
  const { node = 'n', phase = 'Running', ready, created = 1000, cost, restarts = 0, deleted = false } = traits;
  return {
    metadata: {
      name,
      uid: name,
      creationTimestamp: ago(created),
      ...(cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
      ...(deleted ? { deletionTimestamp: ago(1) } : {}),
    },
    spec: { containers: [], ...(node === '' ? {} : { nodeName: node }) },
    status: {
      phase,
      containerStatuses: [{ name: 'c', ready: true, restartCount: restarts, image: '', imageID: '' }],
      ...(ready === undefined
        ? {}
        : { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: ago(ready) }] }),
    },
  };
}

describe('podsToDelete', () => {
  const rows: [string, Pod, Pod][] = [
    ['unassigned before assigned', pod('z', { node: '' }), pod('a')],
    ['pending before running', pod('z', { phase: 'Pending' }), pod('a')],
    ['not ready before ready', pod('z'), pod('a', { ready: 10 })],
    ['low cost before high', pod('z', { ready: 10, cost: '-5' }), pod('a', { ready: 10, cost: '5' })],
    ['an unreadable cost counts as none', pod('z', { ready: 10, cost: '+1' }), pod('a', { ready: 10, cost: '1' })],
    ['ready for seconds before ready for hours', pod('z', { ready: 5 }), pod('a', { ready: 9000 })],
    ['of about one age: by uid', pod('a', { ready: 9000 }), pod('z', { ready: 8999 })],
    ['restarted often before restarted seldom', pod('z', { ready: 60, restarts: 3 }), pod('a', { ready: 60 })],
    ['young before old', pod('z', { created: 10 }), pod('a', { created: 5000 })],
  ];
  it.each(rows)('%s', (_, first, second) => {
    for (const both of [
      [first, second],
      [second, first],
    ])
      expect(podsToDelete(both, both, 1, now)).toEqual([first]);
  });

  it('deletes from the node with most pods first, counting pods of related sets', () => {
    const [a, b] = [pod('a', { node: 'x', ready: 10 }), pod('b', { node: 'y', ready: 10 })];
    const related = [a, b, pod('other', { node: 'y', ready: 10 })];
    expect(podsToDelete([a, b], related, 1, now)).toEqual([b]);
  });
});

describe('pod-state', () => {
  it('isActive is true until the pod finishes or is deleted', () => {
    expect([pod('a'), pod('b', { phase: 'Failed' }), pod('c', { deleted: true })].map(isActive)).toEqual([
      true,
      false,
      false,
    ]);
    expect(
      [pod('a'), pod('b', { phase: 'Failed', deleted: true }), pod('c', { deleted: true })].map(isTerminating),
    ).toEqual([false, false, true]);
  });

  it('isAvailable is true after the pod has been ready for minReadySeconds', () => {
    expect([5, 10, 11].map((seconds) => isAvailable(pod('a', { ready: seconds }), 10, now))).toEqual([
      false,
      true,
      true,
    ]);
    expect(isAvailable(pod('a'), 0, now)).toBe(false);
    expect(nextAvailability([pod('a', { ready: 3 }), pod('b', { ready: 8 }), pod('c')], 10, now)).toBe(2000);
  });
});

describe('slowStart', () => {
  it('doubles the batches and stops after a batch with a failure', async () => {
    let running = 0;
    const peaks: number[] = [];
    const outcome = await slowStart(
      Array.from({ length: 20 }, (_, i) => i),
      async (i) => {
        peaks.push(++running);
        await Promise.resolve();
        running--;
        if (i === 4) throw new RangeError('no');
      },
    );
    expect(outcome).toEqual({ done: 6, failure: new RangeError('no') });
    expect(peaks).toEqual([1, 1, 2, 1, 2, 3, 4]);
  });
});
