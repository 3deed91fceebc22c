/** VolumeAttributesClasses: mutable attributes of volumes. */
import { ageOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { VolumeAttributesClass } from '../generated/storage/v1.ts';
import { classNameCell } from './default-class.ts';

const defaultAnnotation = 'storageclass.kubernetes.io/is-default-class';

export const volumeAttributesClasses = defineResource<VolumeAttributesClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttributesClass',
  validateInTurns: async (object, old) => (await import('./validation.ts')).volumeAttributesClassErrors(object, old),
  returnDeletedObject: true,
  row: (object, now) => [
    classNameCell(object, object.metadata?.annotations?.[defaultAnnotation] === 'true'),
    object.driverName,
    ageOf(object, now),
  ],
});
