/** When the protection finalizers are added and removed. */
import type { Pod } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { claimsInUse, classesOfClaim, planFinalizers } from './plan-protection.ts';

const finalizer = 'kubernetes.io/pvc-protection';

describe('planFinalizers', () => {
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

it('claimsInUse includes claims and ephemeral volumes of a pod that is bound to a node', () => {
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

it('classesOfClaim includes the requested, the current and the target class', () => {
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
