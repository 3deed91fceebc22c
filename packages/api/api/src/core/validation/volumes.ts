/** Validation of a pod's volumes. */
import { fieldError } from '@kubets/machinery/field-error';
import type { ObjectMeta } from '@kubets/machinery/meta';
import { dns1123Subdomain } from '@kubets/machinery/names';
import type { Volume } from '../../generated/core/v1.ts';
import { type Found, label, required } from './checks.ts';
import type { VolumesByName } from './environment.ts';
import { type SourceName, volumeSource } from './volume-sources.ts';

export interface VolumeRules {
  /** Whether the volumes belong to a pod. Some rules do not apply to templates. */
  readonly inPod: boolean;
  /** The pod's metadata. The names of generic ephemeral claims contain the pod's name. */
  readonly meta?: ObjectMeta | undefined;
}

/** Sources in upstream's order. The first is valid, all others are reported. */
const order: readonly SourceName[] = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];

/** Fields that upstream's errors spell differently. */
const spelled: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' };

function sources(found: Found, path: string, volume: Volume, { inPod, meta }: VolumeRules): void {
  let first: SourceName | undefined;
  for (const name of order) {
    if (volume[name] === undefined) continue;
    if (first === undefined) {
      first = name;
      volumeSource(found, path, volume, name, inPod);
    } else {
      const field = Object.hasOwn(spelled, name) ? spelled[name] : name;
      found.push(fieldError.forbidden(`${path}.${field}`, 'may not specify more than 1 volume type'));
    }
  }
  if (first === undefined) found.push(fieldError.required(path, 'must specify a volume type'));
  if (first === 'ephemeral' && meta?.name && volume.name !== '') {
    const claim = `${meta.name}-${volume.name}`;
    for (const message of dns1123Subdomain(claim)) {
      const detail = `PVC name ${JSON.stringify(claim)}: ${message}`;
      found.push(fieldError.invalid(`${path}.name`, volume.name, detail));
    }
  }
}

/** The valid volumes by name, which mounts may refer to. */
export function volumesOf(
  found: Found,
  path: string,
  volumes: readonly Volume[] | undefined,
  rules: VolumeRules,
): VolumesByName {
  const valid = new Map<string, Volume>();
  volumes?.forEach((volume, index) => {
    const at = `${path}[${index}]`;
    const before = found.length;
    sources(found, at, volume, rules);
    if (required(found, `${at}.name`, volume.name)) label(found, `${at}.name`, volume.name);
    if (valid.has(volume.name)) found.push(fieldError.duplicate(`${at}.name`, volume.name));
    if (found.length === before) valid.set(volume.name, volume);
  });
  return valid;
}
