/** StorageClasses: how volumes are made on demand. */
import { ageOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { StorageClass } from '../generated/storage/v1.ts';
import { classNameCell, isDefaultStorageClass } from './default-class.ts';

export const storageClasses = defineResource<StorageClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  row: (object, now) => [
    classNameCell(object, isDefaultStorageClass(object)),
    object.provisioner,
    object.reclaimPolicy ?? 'Delete',
    object.volumeBindingMode ?? 'Immediate',
    object.allowVolumeExpansion ?? false,
    ageOf(object, now),
  ],
});
