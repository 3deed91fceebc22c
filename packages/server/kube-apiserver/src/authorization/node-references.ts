/** The objects that a pod refers to, and that its node may therefore read. */
import type { PersistentVolume, Pod, Volume } from '@kubets/api';

/** `secrets/default/token`: resource, namespace (empty for cluster-scoped), name. */
export type ReferenceKey = string;

export function referenceKey(resource: string, namespace: string, name: string): ReferenceKey {
  return `${resource}/${namespace}/${name}`;
}

type Collect = (resource: 'secrets' | 'configmaps' | 'persistentvolumeclaims', name: string | undefined) => void;

function collectVolume(volume: Volume, pod: Pod, collect: Collect): void {
  collect('secrets', volume.secret?.secretName);
  collect('configmaps', volume.configMap?.name);
  collect('persistentvolumeclaims', volume.persistentVolumeClaim?.claimName);
  if (volume.ephemeral !== undefined) collect('persistentvolumeclaims', `${pod.metadata?.name ?? ''}-${volume.name}`);
  for (const source of volume.projected?.sources ?? []) {
    collect('secrets', source.secret?.name);
    collect('configmaps', source.configMap?.name);
  }
  collect('secrets', volume.csi?.nodePublishSecretRef?.name);
  collect('secrets', volume.azureFile?.secretName);
  for (const source of [
    volume.cephfs,
    volume.cinder,
    volume.flexVolume,
    volume.rbd,
    volume.scaleIO,
    volume.iscsi,
    volume.storageos,
  ])
    collect('secrets', source?.secretRef?.name);
}

const known = new WeakMap<Pod, ReadonlySet<ReferenceKey>>();

/** All objects that `pod` names and that have their own read rule. Computed once per version of a pod. */
export function podReferences(pod: Pod): ReadonlySet<ReferenceKey> {
  const before = known.get(pod);
  if (before !== undefined) return before;
  const namespace = pod.metadata?.namespace ?? '';
  const found = new Set<ReferenceKey>();
  const collect: Collect = (resource, name) => {
    if (name) found.add(referenceKey(resource, namespace, name));
  };
  const { spec } = pod;
  for (const secret of spec?.imagePullSecrets ?? []) collect('secrets', secret.name);
  const containers = [
    ...(spec?.containers ?? []),
    ...(spec?.initContainers ?? []),
    ...(spec?.ephemeralContainers ?? []),
  ];
  for (const container of containers) {
    for (const variable of container.env ?? []) {
      collect('secrets', variable.valueFrom?.secretKeyRef?.name);
      collect('configmaps', variable.valueFrom?.configMapKeyRef?.name);
    }
    for (const source of container.envFrom ?? []) {
      collect('secrets', source.secretRef?.name);
      collect('configmaps', source.configMapRef?.name);
    }
  }
  for (const volume of spec?.volumes ?? []) collectVolume(volume, pod, collect);
  if (spec?.serviceAccountName) found.add(referenceKey('serviceaccounts', namespace, spec.serviceAccountName));
  for (const claim of spec?.resourceClaims ?? []) {
    const generated = pod.status?.resourceClaimStatuses?.find((each) => each.name === claim.name)?.resourceClaimName;
    const name = claim.resourceClaimName ?? generated;
    if (name) found.add(referenceKey('resourceclaims', namespace, name));
  }
  found.add(referenceKey('pods', namespace, pod.metadata?.name ?? ''));
  known.set(pod, found);
  return found;
}

/** The secrets that are required to mount a bound volume. */
export function volumeSecrets(volume: PersistentVolume): readonly ReferenceKey[] {
  const { spec } = volume;
  const claimNamespace = spec?.claimRef?.namespace ?? '';
  const found: ReferenceKey[] = [];
  const add = (name: string | undefined, namespace: string | undefined): void => {
    if (name) found.push(referenceKey('secrets', namespace || claimNamespace, name));
  };
  add(spec?.azureFile?.secretName, spec?.azureFile?.secretNamespace);
  for (const source of [
    spec?.cephfs,
    spec?.cinder,
    spec?.flexVolume,
    spec?.rbd,
    spec?.scaleIO,
    spec?.iscsi,
    spec?.storageos,
  ])
    add(source?.secretRef?.name, source?.secretRef?.namespace);
  for (const secret of [spec?.csi?.nodePublishSecretRef, spec?.csi?.nodeStageSecretRef, spec?.csi?.nodeExpandSecretRef])
    add(secret?.name, secret?.namespace);
  return found;
}
