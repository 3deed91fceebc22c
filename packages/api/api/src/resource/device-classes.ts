/** DeviceClasses: classes of devices that can be claimed. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { DeviceClass } from '../generated/resource/v1.ts';

export const deviceClasses = defineResource<DeviceClass>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceClass',
  validateInTurns: async (object, old) => (await import('./validation/index.ts')).deviceClassErrors(object, old),
  returnDeletedObject: true,
  generation: true,
  row: (object, now) => [nameOf(object), ageOf(object, now)],
});
