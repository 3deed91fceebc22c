/** Validation of volume sources. A table lists the required fields of most sources. */
import { fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain } from '@kubets/machinery/names';
import { parseQuantity } from '@kubets/machinery/quantity';
import type {
  CSIVolumeSource,
  EphemeralVolumeSource,
  FCVolumeSource,
  ISCSIVolumeSource,
  Volume,
} from '../../generated/core/v1.ts';
import { among, closed, type Found, fileMode, invalidFor, label, required, within } from './checks.ts';
import { persistentVolumeClaimSpec } from './claim-spec.ts';
import { keyFiles } from './key-files.ts';
import { localDescendingPath, pathWithoutBacksteps } from './paths.ts';
import { downwardApiFiles, projectedVolume } from './projected-volume.ts';

export type SourceName = Exclude<keyof Volume, 'name'>;
type Fields = Readonly<Record<string, unknown>>;

/** The required fields of sources that have no other checks. Also used for persistent volumes. */
export const requiredFields: Readonly<Record<string, readonly string[]>> = {
  gcePersistentDisk: ['pdName'],
  awsElasticBlockStore: ['volumeID'],
  glusterfs: ['endpoints', 'path'],
  persistentVolumeClaim: ['claimName'],
  rbd: ['monitors', 'image'],
  cinder: ['volumeID'],
  cephfs: ['monitors'],
  azureFile: ['secretName', 'shareName'],
  vsphereVolume: ['volumePath'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  scaleIO: ['gateway', 'system', 'volumeName'],
  azureDisk: ['diskName', 'diskURI'],
  flexVolume: ['driver'],
  quobyte: ['registry', 'volume'],
  storageos: ['volumeName'],
  nfs: ['server', 'path'],
  gitRepo: ['repository'],
};

export function requireFields(found: Found, path: string, source: object, names: readonly string[]): void {
  for (const name of names) {
    const value = (source as Fields)[name];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
      found.push(fieldError.required(`${path}.${name}`));
    }
  }
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

const wwnForms = [
  ['iqn', /^iqn\.\d{4}-\d{2}\.([a-z0-9-.]+)(:([^,;*&$|\s]+))?$/],
  ['eui', /^eui.[0-9A-Fa-f]{16}$/],
  ['naa', /^naa.([0-9A-Fa-f]{16}|[0-9A-Fa-f]{32})$/],
] as const;

function initiatorName(found: Found, path: string, name: string): void {
  const form = wwnForms.find(([prefix]) => name.startsWith(prefix));
  if (form === undefined) {
    found.push(fieldError.invalid(path, name, 'must be valid format starting with iqn, eui, or naa'));
  } else if (!form[1].test(name)) found.push(fieldError.invalid(path, name, 'must be valid format'));
}

export function iscsi(found: Found, path: string, source: ISCSIVolumeSource): void {
  required(found, `${path}.targetPortal`, source.targetPortal);
  if (required(found, `${path}.iqn`, source.iqn)) initiatorName(found, `${path}.iqn`, source.iqn);
  within(found, `${path}.lun`, source.lun, 0, 255);
  if ((source.chapAuthDiscovery || source.chapAuthSession) && source.secretRef === undefined) {
    found.push(fieldError.required(`${path}.secretRef`));
  }
  if (source.initiatorName !== undefined) initiatorName(found, `${path}.initiatorname`, source.initiatorName);
}

export function fibreChannel(found: Found, path: string, { targetWWNs = [], wwids = [], lun }: FCVolumeSource): void {
  if (targetWWNs.length === 0 && wwids.length === 0) {
    found.push(fieldError.required(`${path}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (targetWWNs.length === 0) return;
  if (wwids.length > 0) {
    const detail = 'targetWWNs and wwids can not be specified simultaneously';
    found.push(fieldError.invalid(`${path}.targetWWNs`, targetWWNs, detail));
  }
  if (lun === undefined) found.push(fieldError.required(`${path}.lun`, 'lun is required if targetWWNs is specified'));
  else within(found, `${path}.lun`, lun, 0, 255);
}

/** The name of a CSI driver: a case-insensitive DNS subdomain of at most 63 bytes. */
export function csiDriverName(found: Found, path: string, name: string): void {
  if (!required(found, path, name)) return;
  if (name.length > 63) found.push(fieldError.tooLong(path, 63));
  invalidFor(found, path, name, dns1123Subdomain(name.toLowerCase()));
}

function csi(found: Found, path: string, source: CSIVolumeSource): void {
  csiDriverName(found, `${path}.driver`, source.driver);
  if (source.nodePublishSecretRef === undefined) return;
  const at = `${path}.nodePublishSecretRef.name`;
  const { name } = source.nodePublishSecretRef;
  if (required(found, at, name)) invalidFor(found, at, name, dns1123Subdomain(name));
}

/** Metadata that the claim template of an ephemeral volume must not set, because the pod determines it. */
const templateMetadata = ['name', 'generateName', 'namespace', 'ownerReferences', 'finalizers'] as const;

function ephemeral(found: Found, path: string, source: EphemeralVolumeSource): void {
  const template = source.volumeClaimTemplate;
  if (template === undefined) {
    found.push(fieldError.required(`${path}.volumeClaimTemplate`));
    return;
  }
  const at = `${path}.volumeClaimTemplate`;
  for (const name of templateMetadata) {
    const value = template.metadata?.[name];
    if (value === undefined || value.length === 0) continue;
    found.push(fieldError.forbidden(`${at}.metadata.${name}`, 'cannot be set for an ephemeral volume'));
  }
  persistentVolumeClaimSpec(found, `${at}.spec`, template.spec);
}

export function flexOptions(found: Found, path: string, options: Readonly<Record<string, string>> | undefined): void {
  for (const key in options) {
    const domain = `.${key.split('/', 1)[0]?.toLowerCase()}`;
    if (!domain.endsWith('.kubernetes.io') && !domain.endsWith('.k8s.io')) continue;
    const detail = 'kubernetes.io and k8s.io namespaces are reserved';
    found.push(fieldError.invalid(`${path}.options[${key}]`, key, detail));
  }
}

type SourceCheck = (found: Found, path: string, volume: Volume, inPod: boolean) => void;

/** Checks beyond required fields. */
const particular: Partial<Record<SourceName, SourceCheck>> = {
  emptyDir: (found, path, { emptyDir }) => {
    if (emptyDir?.sizeLimit === undefined || parseQuantity(emptyDir.sizeLimit).nanos >= 0n) return;
    found.push(fieldError.forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
  },
  hostPath: (found, path, { hostPath }) => {
    if (hostPath === undefined || !required(found, `${path}.path`, hostPath.path)) return;
    pathWithoutBacksteps(found, `${path}.path`, hostPath.path);
    among(found, `${path}.type`, hostPath.type, hostPathTypes);
  },
  gitRepo: (found, path, { gitRepo }) => localDescendingPath(found, `${path}.directory`, gitRepo?.directory ?? ''),
  secret: (found, path, { secret }) => {
    required(found, `${path}.secretName`, secret?.secretName);
    fileMode(found, `${path}.defaultMode`, secret?.defaultMode);
    keyFiles(found, path, secret?.items);
  },
  configMap: (found, path, { configMap }) => {
    required(found, `${path}.name`, configMap?.name);
    fileMode(found, `${path}.defaultMode`, configMap?.defaultMode);
    keyFiles(found, path, configMap?.items);
  },
  downwardAPI: (found, path, { downwardAPI }) => {
    fileMode(found, `${path}.defaultMode`, downwardAPI?.defaultMode);
    downwardApiFiles(found, path, downwardAPI?.items);
  },
  projected: (found, path, { projected }) => {
    if (projected !== undefined) projectedVolume(found, path, projected);
  },
  nfs: (found, path, { nfs }) => {
    if (nfs?.path.startsWith('/')) return;
    found.push(fieldError.invalid(`${path}.path`, nfs?.path ?? '', 'must be an absolute path'));
  },
  iscsi: (found, path, { iscsi: source }) => {
    if (source !== undefined) iscsi(found, path, source);
  },
  fc: (found, path, { fc }) => {
    if (fc !== undefined) fibreChannel(found, path, fc);
  },
  gcePersistentDisk: (found, path, volume) =>
    within(found, `${path}.partition`, volume.gcePersistentDisk?.partition, 0, 255),
  awsElasticBlockStore: (found, path, volume) =>
    within(found, `${path}.partition`, volume.awsElasticBlockStore?.partition, 0, 255),
  flexVolume: (found, path, { flexVolume }) => flexOptions(found, path, flexVolume?.options),
  storageos: (found, path, { storageos }) => {
    if (storageos?.volumeName) label(found, `${path}.volumeName`, storageos.volumeName);
    if (storageos?.volumeNamespace) label(found, `${path}.volumeNamespace`, storageos.volumeNamespace);
  },
  azureDisk: (found, path, { azureDisk }) => {
    among(found, `${path}.cachingMode`, azureDisk?.cachingMode, ['None', 'ReadOnly', 'ReadWrite']);
    among(found, `${path}.kind`, azureDisk?.kind, ['Dedicated', 'Managed', 'Shared']);
  },
  flocker: (found, path, { flocker }) => {
    if (!flocker?.datasetName && !flocker?.datasetUUID) {
      found.push(fieldError.required(path, 'one of datasetName and datasetUUID is required'));
    }
  },
  csi: (found, path, volume) => {
    if (volume.csi !== undefined) csi(found, path, volume.csi);
  },
  ephemeral: (found, path, volume) => {
    if (volume.ephemeral !== undefined) ephemeral(found, path, volume.ephemeral);
  },
  image: (found, path, { image }, inPod) => {
    if (inPod) required(found, `${path}.reference`, image?.reference);
    closed(found, `${path}.pullPolicy`, image?.pullPolicy, ['Always', 'IfNotPresent', 'Never']);
  },
};

/** Fields whose path in upstream's errors differs from their name. */
const spelledPaths: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' };

export function volumeSource(found: Found, path: string, volume: Volume, name: SourceName, inPod: boolean): void {
  const source = volume[name];
  if (source === undefined) return;
  const at = `${path}.${Object.hasOwn(spelledPaths, name) ? spelledPaths[name] : name}`;
  if (Object.hasOwn(requiredFields, name)) requireFields(found, at, source, requiredFields[name] ?? []);
  if (Object.hasOwn(particular, name)) particular[name]?.(found, at, volume, inPod);
}
