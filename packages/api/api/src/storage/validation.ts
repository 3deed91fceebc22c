/** Validation of the kinds of storage that are written rarely. Loaded with the first write of one. Upstream: storage/validation. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain, qualifiedName, utf8Length } from '@kubets/machinery/names';
import { parseQuantity } from '@kubets/machinery/quantity';
import { validateLabelSelector } from '@kubets/machinery/selectors';
import { semanticEqual } from '../core/semantic-equal.ts';
import { among, type Found, invalidFor, negativeError, nonNegative, required } from '../core/validation/checks.ts';
import { csiDriverName } from '../core/validation/volume-sources.ts';
import type {
  CSIDriver,
  CSINode,
  CSINodeDriver,
  CSIStorageCapacity,
  TokenRequest,
  VolumeAttachment,
  VolumeAttributesClass,
  VolumeError,
} from '../generated/storage/v1.ts';
import { validateParameters, validateProvisioner } from './class-validation.ts';
import { inlineVolume } from './inline-volume.ts';

type Errors = Promise<readonly FieldError[]> | readonly FieldError[];
const immutableError = 'field is immutable';

const fsGroupPolicies = ['File', 'None', 'ReadWriteOnceWithFSType'];
const lifecycleModes = ['Persistent', 'Ephemeral'];
const minUpdatePeriodSeconds = 10;
const minTokenSeconds = 600;
const maxTokenSeconds = 2 ** 32;

/** Each audience at most once; the empty one is that of the API server. */
function tokenRequests(found: Found, path: string, requests: readonly TokenRequest[]): void {
  const audiences = new Set<string>();
  for (const [index, { audience, expirationSeconds: seconds }] of requests.entries()) {
    const at = `${path}[${index}]`;
    if (audiences.has(audience)) {
      found.push(fieldError.duplicate(`${at}.audience`, audience));
      continue;
    }
    audiences.add(audience);
    if (seconds === undefined) continue;
    const expiry = `${at}.expirationSeconds`;
    if (seconds < minTokenSeconds)
      found.push(fieldError.invalid(expiry, seconds, 'may not specify a duration less than 10 minutes'));
    if (seconds > maxTokenSeconds)
      found.push(fieldError.invalid(expiry, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
}

/** The required fields have defaults. The declarative rules refuse other lifecycle modes in updates. */
export function csiDriverErrors({ spec }: CSIDriver, old: CSIDriver | undefined): Errors {
  const found: FieldError[] = [];
  among(found, 'spec.fsGroupPolicy', spec.fsGroupPolicy, fsGroupPolicies);
  tokenRequests(found, 'spec.tokenRequests', spec.tokenRequests ?? []);
  for (const mode of spec.volumeLifecycleModes ?? []) among(found, 'spec.volumeLifecycleModes', mode, lifecycleModes);
  const period = spec.nodeAllocatableUpdatePeriodSeconds;
  if (period !== undefined && period < minUpdatePeriodSeconds) {
    const detail = 'must be greater than or equal to 10 seconds';
    found.push(fieldError.invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, detail));
  }
  if (old !== undefined && spec.attachRequired !== old.spec.attachRequired) {
    // The name of the field is upstream's.
    found.push(fieldError.invalid('spec.attachedRequired', spec.attachRequired, immutableError));
  }
  return found;
}

const maxNodeIdLength = 256;

function nodeDriver(found: Found, path: string, { name, nodeID, allocatable, topologyKeys = [] }: CSINodeDriver): void {
  csiDriverName(found, `${path}.name`, name);
  required(found, `${path}.nodeID`, nodeID);
  if (utf8Length(nodeID) > maxNodeIdLength)
    found.push(fieldError.invalid(`${path}.nodeID`, nodeID, `must be ${maxNodeIdLength} characters or less`));
  nonNegative(found, `${path}.allocatable.count`, allocatable?.count);
  const known = new Set<string>();
  for (const key of topologyKeys) {
    if (key === '') found.push(fieldError.required(path));
    if (known.has(key)) found.push(fieldError.duplicate(path, key));
    known.add(key);
    invalidFor(found, path, key, qualifiedName(key));
  }
}

/** A driver stays as it was registered, apart from its limit. */
export function csiNodeErrors(node: CSINode, old: CSINode | undefined): Errors {
  const found: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, driver] of node.spec.drivers.entries()) {
    const path = `spec.drivers[${index}]`;
    nodeDriver(found, path, driver);
    if (names.has(driver.name)) found.push(fieldError.duplicate(`${path}.name`, driver.name));
    names.add(driver.name);
  }
  const before = new Map(old?.spec.drivers.map((driver) => [driver.name, driver]));
  for (const { allocatable: _, ...driver } of node.spec.drivers) {
    const was = before.get(driver.name);
    if (was !== undefined && !semanticEqual({ ...was, allocatable: undefined }, driver))
      found.push(fieldError.invalid('spec.drivers', driver, immutableError));
  }
  return found;
}

export function csiStorageCapacityErrors(capacity: CSIStorageCapacity, old: CSIStorageCapacity | undefined): Errors {
  if (old !== undefined) return [];
  const found: FieldError[] = [...validateLabelSelector(capacity.nodeTopology, 'nodeTopology')];
  const { storageClassName } = capacity;
  invalidFor(found, 'storageClassName', storageClassName, dns1123Subdomain(storageClassName));
  if (capacity.capacity !== undefined && parseQuantity(capacity.capacity).nanos < 0n)
    found.push(fieldError.invalid('capacity', capacity.capacity, negativeError));
  return found;
}

const maxMetadataBytes = 256 * 1024;
const maxErrorBytes = 1024;

function volumeError(found: Found, path: string, error: VolumeError | undefined): void {
  if (utf8Length(error?.message ?? '') > maxErrorBytes)
    found.push(fieldError.tooLong(`${path}.message`, maxMetadataBytes));
  const code = error?.errorCode ?? 0;
  if (code < 0) {
    found.push(fieldError.invalid(`${path}.errorCode`, code, 'must be between 0 and 2147483647, inclusive'));
  }
}

function attachmentSource(found: Found, { spec }: VolumeAttachment): void {
  const path = 'spec.source';
  const { inlineVolumeSpec: inline, persistentVolumeName: name } = spec.source;
  const rule = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (inline === undefined && name === undefined) found.push(fieldError.required(path, rule));
  else if (inline !== undefined && name !== undefined) found.push(fieldError.forbidden(path, rule));
  else if (inline !== undefined) inlineVolume(found, `${path}.inlineVolumeSpec`, inline);
  else if (name === '')
    found.push(fieldError.required(`${path}.persistentVolumeName`, 'must specify non empty persistentVolumeName'));
}

/** The declarative rules check the format of the attacher, and that the spec does not change. */
export function volumeAttachmentErrors(
  attachment: VolumeAttachment,
  old: VolumeAttachment | undefined,
  subresource: string,
): Errors {
  const found: FieldError[] = [];
  const { spec, status } = attachment;
  if (subresource === '') {
    required(found, 'spec.attacher', spec.attacher);
    attachmentSource(found, attachment);
    invalidFor(found, 'spec.nodeName', spec.nodeName, dns1123Subdomain(spec.nodeName));
    const { persistentVolumeName: name } = spec.source;
    if (old === undefined && name !== undefined)
      invalidFor(found, 'spec.source.persistentVolumeName', name, dns1123Subdomain(name));
  }
  let size = 0;
  for (const [key, value] of Object.entries(status?.attachmentMetadata ?? {}))
    size += utf8Length(key) + utf8Length(value);
  if (size > maxMetadataBytes) found.push(fieldError.tooLong('status.attachmentMetadata', maxMetadataBytes));
  volumeError(found, 'status.attachError', status?.attachError);
  volumeError(found, 'status.detachError', status?.detachError);
  return found;
}

export function volumeAttributesClassErrors(
  { driverName, parameters = {} }: VolumeAttributesClass,
  old: VolumeAttributesClass | undefined,
): Errors {
  const found: FieldError[] = [];
  if (old !== undefined && driverName !== old.driverName)
    found.push(fieldError.forbidden('driverName', 'updates to driverName are forbidden.'));
  if (old !== undefined && !semanticEqual(parameters, old.parameters))
    found.push(fieldError.forbidden('parameters', 'updates to parameters are forbidden.'));
  validateProvisioner(found, 'driverName', driverName);
  validateParameters(found, parameters);
  if (Object.keys(parameters).length === 0)
    found.push(fieldError.required('parameters', 'must contain at least one key/value pair'));
  return found;
}
