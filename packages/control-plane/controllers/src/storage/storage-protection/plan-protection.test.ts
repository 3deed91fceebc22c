/** What holds claims, volumes and attribute classes, and when it lets go. */
import type { Pod } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { claimsInUse, classesOfClaim, planFinalizers } from './plan-protection.ts';

const finalizer = 'kubernetes.io/pvc-protection';

describe('the finalizer', () => {
  it.each([
    ['is put on what has none', { finalizers: ['x'] }, false, ['x', finalizer]],
    ['stays while nothing is deleted', { finalizers: [finalizer] }, false, undefined],
    ['stays while what is deleted is in use', { finalizers: [finalizer], deletionTimestamp: 'now' }, true, undefined],
    ['goes once nobody uses it', { finalizers: ['x', finalizer], deletionTimestamp: 'now' }, false, ['x']],
    ['is not put on what is going', { deletionTimestamp: 'now' }, true, undefined],
  ])('%s', (_name, metadata, inUse, expected) => {
    expect(planFinalizers({ metadata }, finalizer, inUse)).toEqual(expected);
  });
});

it('a pod uses its claims, and those of its ephemeral volumes, once it is on a node', () => {
  const pod: Pod = {
    metadata: { name: 'p' },
    spec: {
      containers: [],
      volumes: [
        { name: 'a', persistentVolumeClaim: { claimName: 'c' } },
        { name: 'e', ephemeral: {} },
        { name: 'm', emptyDir: {} },
      ],
    },
  };
  expect(claimsInUse(pod)).toEqual([]);
  expect(claimsInUse({ ...pod, spec: { containers: [], ...pod.spec, nodeName: 'n' } })).toEqual(['c', 'p-e']);
});

it('a claim uses the class it has, the one it gets and the one it wants', () => {
  expect(
    classesOfClaim({
      spec: { volumeAttributesClassName: 'wants' },
      status: {
        currentVolumeAttributesClassName: 'has',
        modifyVolumeStatus: { status: 'InProgress', targetVolumeAttributesClassName: 'gets' },
      },
    }),
  ).toEqual(['wants', 'has', 'gets']);
});
