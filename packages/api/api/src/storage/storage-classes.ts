/** StorageClasses: parameters of dynamic provisioning. */
import type { FieldError } from '@kubets/machinery/field-error';
import { qualifiedName } from '@kubets/machinery/names';
import { ageOf } from '../cells.ts';
import { among, closed, invalidFor, required } from '../core/validation/checks.ts';
import { defineResource } from '../define-resource.ts';
import type { StorageClass } from '../generated/storage/v1.ts';
import { classNameCell, isDefaultStorageClass } from './default-class.ts';

function validate({ provisioner, reclaimPolicy, volumeBindingMode }: StorageClass): readonly FieldError[] {
  const found: FieldError[] = [];
  if (required(found, 'provisioner', provisioner)) {
    invalidFor(found, 'provisioner', provisioner, qualifiedName(provisioner.toLowerCase()));
  }
  among(found, 'reclaimPolicy', reclaimPolicy, ['Delete', 'Retain']);
  closed(found, 'volumeBindingMode', volumeBindingMode, ['Immediate', 'WaitForFirstConsumer']);
  return found;
}

export const storageClasses = defineResource<StorageClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  returnDeletedObject: true,
  validate,
  validateUpdate: validate,
  row: (object, now) => [
    classNameCell(object, isDefaultStorageClass(object)),
    object.provisioner,
    object.reclaimPolicy ?? 'Delete',
    object.volumeBindingMode ?? 'Immediate',
    object.allowVolumeExpansion ?? false,
    ageOf(object, now),
  ],
});
