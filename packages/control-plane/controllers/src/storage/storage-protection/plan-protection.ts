/** When volumes, claims and their attribute classes are in use: then a finalizer keeps them from going. Pure. */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';

/** The finalizers an object is to have; undefined when they stand as they should. */
export function planFinalizers(object: KubeObject, finalizer: string, inUse: boolean): readonly string[] | undefined {
  const finalizers = object.metadata?.finalizers ?? [];
  const held = finalizers.includes(finalizer);
  if (object.metadata?.deletionTimestamp === undefined) return held ? undefined : [...finalizers, finalizer];
  return held && !inUse ? finalizers.filter((each) => each !== finalizer) : undefined;
}

/** Names of the claims that a pod uses: once it is on a node, for no kubelet starts it with a claim on its way out. */
export function claimsInUse({ metadata, spec }: Pod): readonly string[] {
  if (!spec?.nodeName) return [];
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return [persistentVolumeClaim.claimName];
    return ephemeral === undefined ? [] : [`${metadata?.name}-${name}`];
  });
}

/** Names of the attribute classes that a claim has, gets or wants. */
export function classesOfClaim({ spec, status }: PersistentVolumeClaim): readonly string[] {
  const names = [
    spec?.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ];
  return names.filter((name) => name !== undefined && name !== '') as string[];
}

export function classesOfVolume({ spec }: PersistentVolume): readonly string[] {
  return spec?.volumeAttributesClassName ? [spec.volumeAttributesClassName] : [];
}
