/** CSIStorageCapacities: how much room a driver has, and where. */
import { defineResource } from '../define-resource.ts';
import type { CSIStorageCapacity } from '../generated/storage/v1.ts';

export const csiStorageCapacities = defineResource<CSIStorageCapacity>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
});
