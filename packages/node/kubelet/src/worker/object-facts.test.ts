/** What a pod's object means for its life, and which updates matter. */
import type { Pod } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { isRelevantChange, objectFacts } from './object-facts.ts';

const deletionTimestamp = '2026-01-01T00:00:00Z';
const spec = { containers: [], terminationGracePeriodSeconds: 45 };

describe('objectFacts', () => {
  it.each<[string, Pod, boolean, ReturnType<typeof objectFacts>]>([
    ['runs', { spec }, true, { inApi: true, deletionRequested: false, graceSeconds: 45 }],
    [
      'is being deleted',
      { spec, metadata: { deletionTimestamp, deletionGracePeriodSeconds: 5 } },
      true,
      { inApi: true, deletionRequested: true, graceSeconds: 5 },
    ],
    [
      'is being deleted without grace: a second is given',
      { spec, metadata: { deletionTimestamp, deletionGracePeriodSeconds: 0 } },
      true,
      { inApi: true, deletionRequested: true, graceSeconds: 1 },
    ],
    ['was removed by force', { spec }, false, { inApi: false, deletionRequested: false, graceSeconds: 1 }],
    [
      'was removed while it was being deleted',
      { spec, metadata: { deletionTimestamp, deletionGracePeriodSeconds: 20 } },
      false,
      { inApi: false, deletionRequested: true, graceSeconds: 20 },
    ],
  ])('of a pod that %s', (_, pod, inApi, wanted) => {
    expect(objectFacts(pod, inApi)).toEqual(wanted);
  });
});

describe('isRelevantChange', () => {
  const condition = (type: string, status: 'True' | 'False') => ({ type, status });
  const before: Pod = {
    metadata: { generation: 1, resourceVersion: '1', labels: { a: 'b' } },
    status: { phase: 'Pending', conditions: [condition('Ready', 'False'), condition('example.com/gate', 'False')] },
  };
  it.each<[string, Pod, boolean]>([
    ['nothing', before, false],
    ['the resourceVersion', { ...before, metadata: { ...before.metadata, resourceVersion: '2' } }, false],
    ["the kubelet's own status", { ...before, status: { ...before.status, phase: 'Running' } }, false],
    [
      "the kubelet's own condition",
      { ...before, status: { conditions: [condition('Ready', 'True'), condition('example.com/gate', 'False')] } },
      false,
    ],
    [
      'the condition of somebody else: a readiness gate',
      { ...before, status: { conditions: [condition('Ready', 'False'), condition('example.com/gate', 'True')] } },
      true,
    ],
    ['the generation', { ...before, metadata: { ...before.metadata, generation: 2 } }, true],
    ['a label: a volume may show it', { ...before, metadata: { ...before.metadata, labels: { a: 'c' } } }, true],
    ['an annotation', { ...before, metadata: { ...before.metadata, annotations: { a: 'c' } } }, true],
    ['the deletion', { ...before, metadata: { ...before.metadata, deletionTimestamp } }, true],
    ['the grace period', { ...before, metadata: { ...before.metadata, deletionGracePeriodSeconds: 1 } }, true],
    ['an object without a generation', { ...before, metadata: { resourceVersion: '1' } }, true],
  ])('of %s', (_, now, wanted) => {
    expect(isRelevantChange(before, now)).toBe(wanted);
  });
});
