/** PersistentVolumeClaims: requests for storage. */
import { accessModesCell, ageOf, nameOf, unset } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { PersistentVolumeClaim } from '../generated/core/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { storageClassAnnotation } from './persistent-volumes.ts';
import {
  validatePersistentVolumeClaim,
  validatePersistentVolumeClaimStatus,
  validatePersistentVolumeClaimUpdate,
} from './validation/persistent-volume-claim.ts';

function row(claim: PersistentVolumeClaim, now: number): readonly Cell[] {
  const spec = claim.spec ?? {};
  const bound = (spec.volumeName ?? '') !== '';
  return [
    nameOf(claim),
    claim.metadata?.deletionTimestamp === undefined ? (claim.status?.phase ?? '') : 'Terminating',
    spec.volumeName ?? '',
    bound ? (claim.status?.capacity?.storage ?? '0') : '',
    bound ? accessModesCell(claim.status?.accessModes) : '',
    claim.metadata?.annotations?.[storageClassAnnotation] ?? spec.storageClassName ?? '',
    spec.volumeAttributesClassName ?? unset,
    ageOf(claim, now),
    spec.volumeMode ?? unset,
  ];
}

export const persistentVolumeClaims = defineResource<PersistentVolumeClaim>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  returnDeletedObject: true,
  generation: false,
  prepareCreate: (claim) => ({ ...claim, status: { phase: 'Pending' } }),
  validate: validatePersistentVolumeClaim,
  validateUpdate: validatePersistentVolumeClaimUpdate,
  validateStatusUpdate: validatePersistentVolumeClaimStatus,
  selectableFields: { name: nameOf },
  row,
});
