/** PersistentVolumes: storage volumes in the cluster. */
import { accessModesCell, ageOf, nameOf, unset } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { PersistentVolume } from '../generated/core/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { validatePersistentVolume, validatePersistentVolumeUpdate } from './validation/persistent-volume.ts';

/** The annotation with the storage class, before there was a field. */
export const storageClassAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** Another phase is stamped, unless the writer sets the time. Upstream: PrepareForUpdate of the status strategy. */
function withPhaseTime(volume: PersistentVolume, old: PersistentVolume, now: string): PersistentVolume {
  const { status } = volume;
  if (status === undefined || (status.phase ?? '') === (old.status?.phase ?? '')) return volume;
  const { lastPhaseTransitionTime: time } = status;
  if (time !== undefined && time !== old.status?.lastPhaseTransitionTime) return volume;
  return { ...volume, status: { ...status, lastPhaseTransitionTime: now } };
}

function row(volume: PersistentVolume, now: number): readonly Cell[] {
  const spec = volume.spec ?? {};
  const claim = spec.claimRef;
  return [
    nameOf(volume),
    spec.capacity?.storage ?? '0',
    accessModesCell(spec.accessModes),
    spec.persistentVolumeReclaimPolicy ?? '',
    volume.metadata?.deletionTimestamp === undefined ? (volume.status?.phase ?? '') : 'Terminating',
    claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`,
    volume.metadata?.annotations?.[storageClassAnnotation] ?? spec.storageClassName ?? '',
    spec.volumeAttributesClassName ?? unset,
    volume.status?.reason ?? '',
    ageOf(volume, now),
    spec.volumeMode ?? unset,
  ];
}

export const persistentVolumes = defineResource<PersistentVolume>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  returnDeletedObject: true,
  generation: false,
  prepareCreate: (volume, { now }) => ({ ...volume, status: { phase: 'Pending', lastPhaseTransitionTime: now } }),
  prepareStatus: (volume, old, { now }) => withPhaseTime(volume, old, now),
  validate: validatePersistentVolume,
  validateUpdate: validatePersistentVolumeUpdate,
  selectableFields: { name: nameOf },
  row,
});
