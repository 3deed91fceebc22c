/** CSIStorageCapacities: the available capacity of a CSI driver by topology. */
import { defineResource } from '../define-resource.ts';
import type { CSIStorageCapacity } from '../generated/storage/v1.ts';

export const csiStorageCapacities = defineResource<CSIStorageCapacity>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  immutable: ['nodeTopology', 'storageClassName'],
  validateInTurns: async (object, old) => (await import('./validation.ts')).csiStorageCapacityErrors(object, old),
});
