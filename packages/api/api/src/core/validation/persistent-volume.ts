/** Validation of PersistentVolumes. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Label } from '@kubets/machinery/names';
import { parseQuantity } from '@kubets/machinery/quantity';
import type { PersistentVolume, PersistentVolumeSpec, Volume } from '../../generated/core/v1.ts';
import { differences, semanticEqual } from '../semantic-equal.ts';
import { nodeSelector } from './affinity.ts';
import { among, type Found, invalidFor, notPositiveError, optionalSubdomain, required } from './checks.ts';
import { accessModesOf, volumeModes } from './claim-spec.ts';
import { pathWithoutBacksteps } from './paths.ts';
import { csiDriverName, type SourceName, volumeSource } from './volume-sources.ts';

/** Sources that are validated like the volumes of pods. */
const shared = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'storageos',
] as const satisfies readonly SourceName[];

const names = [...shared, 'local', 'csi'] as const;

function sources(found: Found, spec: PersistentVolumeSpec): void {
  const given = names.filter((name) => spec[name] !== undefined);
  const [first, ...others] = given;
  for (const name of others) {
    found.push(fieldError.forbidden(`spec.${name}`, 'may not specify more than 1 volume type'));
  }
  if (first === undefined) found.push(fieldError.required('spec', 'must specify a volume type'));
  else if (first === 'local') {
    if (required(found, 'spec.local.path', spec.local?.path)) {
      pathWithoutBacksteps(found, 'spec.local.path', spec.local?.path ?? '');
    }
    if (spec.nodeAffinity === undefined) {
      found.push(fieldError.required('spec.nodeAffinity', 'Local volume requires node affinity'));
    }
  } else if (first === 'csi') {
    csiDriverName(found, 'spec.csi.driver', spec.csi?.driver ?? '');
    required(found, 'spec.csi.volumeHandle', spec.csi?.volumeHandle);
  } else volumeSource(found, 'spec', { name: '', [first]: spec[first] } as unknown as Volume, first, false);
}

export function validatePersistentVolume({ spec = {} }: PersistentVolume): readonly FieldError[] {
  const found: FieldError[] = [];
  const { accessModes = [], capacity = {}, claimRef, nodeAffinity } = spec;
  if (accessModes.length === 0) found.push(fieldError.required('spec.accessModes'));
  accessModesOf(found, 'spec.accessModes', accessModes);
  const resources = Object.keys(capacity);
  if (resources.length === 0) found.push(fieldError.required('spec.capacity'));
  else if (resources.length > 1 || capacity.storage === undefined) {
    found.push(fieldError.notSupported('spec.capacity', capacity, ['storage']));
  }
  for (const name of resources) {
    const quantity = capacity[name] ?? '0';
    if (parseQuantity(quantity).nanos > 0n) continue;
    found.push(fieldError.invalid(`spec.capacity[${name}]`, quantity, notPositiveError));
  }
  among(found, 'spec.persistentVolumeReclaimPolicy', spec.persistentVolumeReclaimPolicy, [
    'Delete',
    'Recycle',
    'Retain',
  ]);
  if (nodeAffinity !== undefined) {
    if (nodeAffinity.required !== undefined) nodeSelector(found, 'spec.nodeAffinity.required', nodeAffinity.required);
    else found.push(fieldError.required('spec.nodeAffinity.required', 'must specify required node constraints'));
  }
  sources(found, spec);
  if (spec.hostPath?.path === '/' && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const detail = "may not be 'recycle' for a hostPath mount of '/'";
    found.push(fieldError.forbidden('spec.persistentVolumeReclaimPolicy', detail));
  }
  optionalSubdomain(found, 'spec.storageClassName', spec.storageClassName);
  among(found, 'spec.volumeMode', spec.volumeMode, volumeModes);
  if (claimRef?.namespace)
    invalidFor(found, 'spec.claimRef.namespace', claimRef.namespace, dns1123Label(claimRef.namespace));
  optionalSubdomain(found, 'spec.volumeAttributesClassName', spec.volumeAttributesClassName);
  return found;
}

export function validatePersistentVolumeUpdate(next: PersistentVolume, old: PersistentVolume): readonly FieldError[] {
  const found: FieldError[] = [...validatePersistentVolume(next)];
  const source = (spec: PersistentVolumeSpec = {}) => Object.fromEntries(names.map((name) => [name, spec[name]]));
  const [now, before] = [source(next.spec), source(old.spec)];
  if (!semanticEqual(now, before)) {
    const changes = differences(before, now, 'core.PersistentVolumeSource');
    const detail = `spec.persistentvolumesource is immutable after creation\n${changes}`;
    found.push(fieldError.forbidden('spec.persistentvolumesource', detail));
  }
  if (next.spec?.volumeMode !== old.spec?.volumeMode) {
    found.push(fieldError.invalid('volumeMode', next.spec?.volumeMode ?? null, 'field is immutable'));
  }
  const nodes = old.spec?.nodeAffinity;
  if (nodes !== undefined && !semanticEqual(next.spec?.nodeAffinity, nodes)) {
    const detail = 'field is immutable, except for updating from beta label to GA';
    found.push(fieldError.invalid('spec.nodeAffinity', next.spec?.nodeAffinity ?? null, detail));
  }
  return found;
}
