/** The API objects that a pod refers to. Mirror pods must have none, since their node could then read them. */
import type { Pod, Volume, VolumeProjection } from '@kubets/api';
import { podReferences } from '../authorization/node-references.ts';

/** Volumes without references besides those that podReferences finds. An unknown volume counts as a reference. */
const plainVolumes: ReadonlySet<string> = new Set<keyof Volume>([
  'awsElasticBlockStore',
  'azureDisk',
  'cephfs',
  'cinder',
  'downwardAPI',
  'emptyDir',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'hostPath',
  'image',
  'iscsi',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
]);

const referringVolumes: Readonly<Partial<Record<keyof Volume, string>>> = {
  configMap: 'configmaps (via configmap volumes)',
  secret: 'secrets (via secret volumes)',
  csi: 'csidrivers (via CSI volumes)',
  glusterfs: 'endpoints (via glusterFS volumes)',
  persistentVolumeClaim: 'persistentvolumeclaims',
  ephemeral: 'persistentvolumeclaims (via ephemeral volumes)',
  azureFile: 'secrets (via azureFile volumes)',
};

const referringSources: Readonly<Record<Exclude<keyof VolumeProjection, 'downwardAPI'>, string>> = {
  configMap: 'configmaps (via projected volumes)',
  secret: 'secrets (via projected volumes)',
  serviceAccountToken: 'serviceaccounts (via projected volumes)',
  clusterTrustBundle: 'clustertrustbundles',
  podCertificate: 'podcertificates',
};

function ofSource(source: VolumeProjection, volume: string): string | undefined {
  const [kind] = Object.keys(source);
  if (kind === 'downwardAPI') return undefined;
  return referringSources[kind as keyof typeof referringSources] ?? `an unknown source in volume ${volume}`;
}

function ofVolume(volume: Volume): string | undefined {
  const [kind = ''] = Object.keys(volume).filter((key) => key !== 'name');
  if (plainVolumes.has(kind)) return undefined;
  if (volume.projected === undefined)
    return referringVolumes[kind as keyof Volume] ?? `an unknown source in volume ${volume.name}`;
  for (const source of volume.projected.sources ?? []) {
    const found = ofSource(source, volume.name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first type of object that the pod refers to, with upstream's name and order; undefined if there is none. */
export function apiReference(pod: Pod): string | undefined {
  const { spec } = pod;
  if (spec?.serviceAccountName) return 'serviceaccounts';
  const references = [...podReferences(pod)];
  for (const resource of ['secrets', 'configmaps'])
    if (references.some((reference) => reference.startsWith(`${resource}/`))) return resource;
  if ((spec?.resourceClaims ?? []).length > 0) return 'resourceclaims';
  for (const volume of spec?.volumes ?? []) {
    const found = ofVolume(volume);
    if (found !== undefined) return found;
  }
  return undefined;
}
