/** StorageObjectInUseProtection: a finalizer keeps volumes and claims that are in use. */
import { persistentVolumeClaims, persistentVolumes, volumeAttributesClasses } from '@kubets/api';
import { type AdmissionPlugin, defineAdmission } from '@kubets/apiserver/admission';
import type { KubeObject } from '@kubets/machinery/meta';

const protectedKinds = [
  { resource: persistentVolumeClaims, finalizer: 'kubernetes.io/pvc-protection' },
  { resource: persistentVolumes, finalizer: 'kubernetes.io/pv-protection' },
  { resource: volumeAttributesClasses, finalizer: 'kubernetes.io/vac-protection' },
] as const;

export const storageObjectInUseProtection: readonly AdmissionPlugin[] = protectedKinds.map(({ resource, finalizer }) =>
  defineAdmission<KubeObject>({
    name: 'StorageObjectInUseProtection',
    on: { resource, operations: ['CREATE'] },
    mutate(object) {
      const finalizers = object.metadata?.finalizers ?? [];
      if (finalizers.includes(finalizer)) return object;
      return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
    },
  }),
);
