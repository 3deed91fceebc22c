/** PersistentVolumeClaimResize: only a bound claim can grow, and only if its StorageClass allows that. */
import { type PersistentVolumeClaim, persistentVolumeClaims, storageClasses } from '@kubets/api';
import { storageClassAnnotation } from '@kubets/api/kind-rules';
import { defineAdmission, refusal } from '@kubets/apiserver/admission';
import { compareQuantities, parseQuantity } from '@kubets/machinery/quantity';

/** Empty: none. */
const classOf = ({ metadata, spec }: PersistentVolumeClaim): string =>
  metadata?.annotations?.[storageClassAnnotation] ?? spec?.storageClassName ?? '';

const sizeOf = ({ spec }: PersistentVolumeClaim) => parseQuantity(spec?.resources?.requests?.storage ?? '0');

export const persistentVolumeClaimResize = defineAdmission<PersistentVolumeClaim>({
  name: 'PersistentVolumeClaimResize',
  on: { resource: persistentVolumeClaims, operations: ['UPDATE'] },
  async validate(attributes, context) {
    const { object, oldObject } = attributes;
    if (object === undefined || oldObject === undefined) return;
    if (compareQuantities(sizeOf(object), sizeOf(oldObject)) <= 0) return;
    if (oldObject.status?.phase !== 'Bound')
      throw refusal(attributes, 'Only bound persistent volume claims can be expanded');
    const [name, before] = [classOf(object), classOf(oldObject)];
    const found = name === '' || before === '' ? undefined : await context.get(storageClasses, '', name);
    if (found?.allowVolumeExpansion !== true)
      throw refusal(
        attributes,
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
  },
});
