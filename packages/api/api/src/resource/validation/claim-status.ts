/** Validation of the status of a ResourceClaim: the allocated devices, their users and what drivers report. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { validateLabelName } from '@kubets/machinery/names';
import { nodeSelector } from '../../core/validation/affinity.ts';
import { closed, type Found, required } from '../../core/validation/checks.ts';
import { conditionErrors } from '../../core/validation/conditions.ts';
import type {
  AllocatedDeviceStatus,
  AllocationResult,
  DeviceRequestAllocationResult,
  ResourceClaim,
  ResourceClaimStatus,
} from '../../generated/resource/v1.ts';
import {
  bounded,
  deviceConfiguration,
  deviceTolerations,
  type RequestNames,
  requestNames,
  requestReference,
  requestReferences,
} from './claims.ts';
import { interfaceAddress } from './interface-address.ts';
import { driverName, labelName, maxOpaqueBytes, opaqueData, poolName } from './names.ts';

const maxUsers = 256;
const maxResults = 32;
const maxConfigurations = 64;
const maxConditions = 8;
const maxAddresses = 16;
const maxBindingConditions = 4;

interface DeviceId {
  readonly driver: string;
  readonly pool: string;
  readonly device: string;
  readonly shareID?: string;
}

const idText = ({ driver, pool, device, shareID }: DeviceId): string =>
  `${driver}/${pool}/${device}${shareID === undefined ? '' : `/${shareID}`}`;

/** Conditions that a driver sets before or instead of the use of a device. The declarative rules limit their number. */
export function bindingConditions(
  found: Found,
  path: string,
  {
    bindingConditions: ready = [],
    bindingFailureConditions: failed = [],
  }: Pick<DeviceRequestAllocationResult, 'bindingConditions' | 'bindingFailureConditions'>,
): void {
  const names = { ready: `${path}.bindingConditions`, failed: `${path}.bindingFailureConditions` };
  for (const [index, name] of bounded(ready, maxBindingConditions))
    found.push(...validateLabelName(name, `${names.ready}[${index}]`));
  for (const [index, name] of bounded(failed, maxBindingConditions))
    found.push(...validateLabelName(name, `${names.failed}[${index}]`));
  const [known, failures] = [new Set<string>(), new Set<string>()];
  for (const [index, name] of ready.entries()) {
    if (known.has(name)) found.push(fieldError.duplicate(`${names.ready}[${index}]`, name));
    known.add(name);
  }
  for (const [index, name] of failed.entries()) {
    const at = `${names.failed}[${index}]`;
    if (failures.has(name)) found.push(fieldError.duplicate(at, name));
    failures.add(name);
    if (known.has(name))
      found.push(fieldError.invalid(at, name, 'bindingFailureConditions must not overlap with bindingConditions'));
  }
  if (ready.length === 0 && failed.length > 0) {
    const detail = 'bindingConditions are required to use bindingFailureConditions';
    found.push(fieldError.invalid(names.ready, null, detail));
  }
  if (failed.length === 0 && ready.length > 0) {
    const detail = 'bindingFailureConditions are required to use bindingConditions';
    found.push(fieldError.invalid(names.failed, null, detail));
  }
}

function allocatedDevice(found: Found, path: string, result: DeviceRequestAllocationResult, names: RequestNames): void {
  requestReference(found, `${path}.request`, result.request, names);
  required(found, `${path}.driver`, result.driver);
  required(found, `${path}.pool`, result.pool);
  labelName(found, `${path}.device`, result.device);
  bindingConditions(found, path, result);
  deviceTolerations(found, `${path}.tolerations`, result.tolerations);
}

function allocationResult(found: Found, { devices = {}, nodeSelector: nodes }: AllocationResult, names: RequestNames) {
  const path = 'status.allocation';
  for (const [index, result] of bounded(devices.results, maxResults))
    allocatedDevice(found, `${path}.devices.results[${index}]`, result, names);
  for (const [index, each] of bounded(devices.config, maxConfigurations)) {
    const at = `${path}.devices.config[${index}]`;
    closed(found, `${at}.source`, each.source, ['FromClaim', 'FromClass']);
    requestReferences(found, `${at}.requests`, each.requests, names);
    deviceConfiguration(found, at, each);
  }
  if (nodes !== undefined) nodeSelector(found, `${path}.nodeSelector`, nodes);
}

function deviceStatus(found: Found, path: string, device: AllocatedDeviceStatus, isAllocated: boolean): void {
  driverName(found, `${path}.driver`, device.driver);
  poolName(found, `${path}.pool`, device.pool);
  labelName(found, `${path}.device`, device.device);
  if (!isAllocated) {
    const message = `Invalid value: ${idText(device)}: must be an allocated device in the claim`;
    found.push({ type: 'FieldValueInvalid', field: path, message });
  }
  const { conditions = [], networkData } = device;
  if (conditions.length > maxConditions)
    found.push(fieldError.tooMany(`${path}.conditions`, conditions.length, maxConditions));
  conditionErrors(found, `${path}.conditions`, conditions);
  if (device.data !== undefined) opaqueData(found, `${path}.data`, device.data, maxOpaqueBytes);
  for (const [index, address] of bounded(networkData?.ips, maxAddresses))
    interfaceAddress(found, `${path}.networkData.ips[${index}]`, address);
}

function users(found: Found, claim: ResourceClaim, old: ResourceClaimStatus): void {
  const path = 'status.reservedFor';
  const reservedFor = claim.status?.reservedFor ?? [];
  for (const [index, user] of bounded(reservedFor, maxUsers))
    for (const field of ['resource', 'name', 'uid'] as const)
      required(found, `${path}[${index}].${field}`, user[field]);
  const known = new Set<string>();
  for (const [index, user] of reservedFor.entries()) {
    if (known.has(user.uid)) found.push(fieldError.duplicate(`${path}[${index}]`, user));
    known.add(user.uid);
  }
  if (reservedFor.length === 0) return;
  if (claim.status?.allocation === undefined) {
    found.push(fieldError.forbidden(path, 'may not be specified when `allocated` is not set'));
  } else if (claim.metadata?.deletionTimestamp !== undefined) {
    const before = new Set(old.reservedFor?.map((each) => JSON.stringify(each)));
    const detail = 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set';
    if (reservedFor.some((each) => !before.has(JSON.stringify(each)))) found.push(fieldError.forbidden(path, detail));
  }
}

/** A write of the status. An allocation is checked when it is set; the declarative rules refuse changes of it. */
export function claimStatusErrors(claim: ResourceClaim, { status: old = {} }: ResourceClaim): readonly FieldError[] {
  const found: FieldError[] = [];
  const { allocation, devices = [] } = claim.status ?? {};
  users(found, claim, old);
  const allocated = new Set(allocation?.devices?.results?.map(idText));
  const known = new Set<string>();
  for (const [index, device] of devices.entries()) {
    const path = `status.devices[${index}]`;
    const id = idText(device);
    deviceStatus(found, path, device, allocated.has(id));
    if (known.has(id)) found.push(fieldError.duplicate(path, device));
    known.add(id);
  }
  if (allocation !== undefined && old.allocation === undefined)
    allocationResult(found, allocation, requestNames(claim.spec?.devices));
  return found;
}
