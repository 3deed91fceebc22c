/** CSIDrivers: capabilities and requirements of CSI drivers. */
import { ageOf, nameOf, none, unset } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { CSIDriver } from '../generated/storage/v1.ts';

export const csiDrivers = defineResource<CSIDriver>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  validateInTurns: async (object, old) => (await import('./validation.ts')).csiDriverErrors(object, old),
  returnDeletedObject: true,
  generation: true,
  unconditionalUpdate: false,
  row: (driver, now) => [
    nameOf(driver),
    driver.spec.attachRequired ?? true,
    driver.spec.podInfoOnMount ?? false,
    driver.spec.storageCapacity ?? false,
    driver.spec.tokenRequests?.map((request) => request.audience).join(',') ?? unset,
    driver.spec.requiresRepublish ?? false,
    (driver.spec.volumeLifecycleModes ?? []).join(',') || none,
    ageOf(driver, now),
  ],
});
