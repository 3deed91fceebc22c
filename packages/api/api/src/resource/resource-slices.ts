/** ResourceSlices: the devices that a driver provides. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ResourceSlice } from '../generated/resource/v1.ts';

export const resourceSlices = defineResource<ResourceSlice>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceSlice',
  immutable: ['spec.driver', 'spec.pool.name', 'spec.nodeName'],
  validateInTurns: async (object, old) => (await import('./validation/index.ts')).resourceSliceErrors(object, old),
  returnDeletedObject: true,
  generation: true,
  selectableFields: {
    'spec.nodeName': (slice) => slice.spec.nodeName ?? '',
    'spec.driver': (slice) => slice.spec.driver,
  },
  row: (slice, now) => [
    nameOf(slice),
    slice.spec.nodeName ?? '',
    slice.spec.driver,
    slice.spec.pool.name,
    ageOf(slice, now),
  ],
});
