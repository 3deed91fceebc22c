/** Lets volumes, claims and attribute classes go when nobody uses them any more. */
import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  type VolumeAttributesClass,
  volumeAttributesClasses,
} from '@kubets/api';
import { eventsRule, read, readUpdate, rule } from '@kubets/api/policy-rules';
import { type AnyController, defineController, type ReconcileContext, watching } from '@kubets/controller-runtime';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isNotFound } from '@kubets/machinery/status-error';
import { claimsInUse, classesOfClaim, classesOfVolume, planFinalizers } from './plan-protection.ts';

/** Writes the finalizers if they are to change. */
async function protect<T extends KubeObject>(
  type: ResourceType<T>,
  object: T,
  finalizer: string,
  inUse: boolean,
  { client, signal }: ReconcileContext,
): Promise<void> {
  const finalizers = planFinalizers(object, finalizer, inUse);
  if (finalizers === undefined) return;
  try {
    await client.update(type, { ...object, metadata: { ...object.metadata, finalizers } }, { signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

const pvcProtection = defineController<PersistentVolumeClaim>({
  name: 'persistentvolumeclaim-protection',
  identity: 'pvc-protection-controller',
  rules: [rule(readUpdate, 'core', 'persistentvolumeclaims'), rule(read, 'core', 'pods'), eventsRule],
  for: persistentVolumeClaims,
  watches: [
    watching<Pod>(pods, (pod) => claimsInUse(pod).map((name) => ({ namespace: pod.metadata?.namespace ?? '', name }))),
  ],
  async reconcile(claim, context) {
    const { namespace = '', name = '' } = claim.metadata ?? {};
    const uses = (pod: Pod): boolean => claimsInUse(pod).includes(name);
    let inUse = context.cache.list(pods, namespace).some(uses);
    if (claim.metadata?.deletionTimestamp !== undefined && !inUse) {
      // Live: a pod may have come that the cache has not seen.
      inUse = (await context.client.list(pods, { namespace, signal: context.signal })).items.some(uses);
    }
    await protect(persistentVolumeClaims, claim, 'kubernetes.io/pvc-protection', inUse, context);
  },
});

const pvProtection = defineController<PersistentVolume>({
  name: 'persistentvolume-protection',
  identity: 'pv-protection-controller',
  rules: [rule(readUpdate, 'core', 'persistentvolumes'), eventsRule],
  for: persistentVolumes,
  reconcile: (volume, context) =>
    protect(persistentVolumes, volume, 'kubernetes.io/pv-protection', volume.status?.phase === 'Bound', context),
});

const vacProtection = defineController<VolumeAttributesClass>({
  name: 'volumeattributesclass-protection',
  identity: 'volumeattributesclass-protection-controller',
  rules: [
    rule(read, 'core', 'persistentvolumeclaims'),
    rule(read, 'core', 'persistentvolumes'),
    rule(readUpdate, 'storage.k8s.io', 'volumeattributesclasses'),
    eventsRule,
  ],
  for: volumeAttributesClasses,
  watches: [
    watching<PersistentVolumeClaim>(persistentVolumeClaims, (claim) =>
      classesOfClaim(claim).map((name) => ({ namespace: '', name })),
    ),
    watching<PersistentVolume>(persistentVolumes, (volume) =>
      classesOfVolume(volume).map((name) => ({ namespace: '', name })),
    ),
  ],
  reconcile(attributes, context) {
    const name = attributes.metadata?.name ?? '';
    const inUse =
      context.cache.list(persistentVolumeClaims).some((claim) => classesOfClaim(claim).includes(name)) ||
      context.cache.list(persistentVolumes).some((volume) => classesOfVolume(volume).includes(name));
    return protect(volumeAttributesClasses, attributes, 'kubernetes.io/vac-protection', inUse, context);
  },
});

export const storageProtectionControllers: readonly AnyController[] = [pvcProtection, pvProtection, vacProtection];
