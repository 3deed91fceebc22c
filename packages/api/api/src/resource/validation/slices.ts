/** Validation of ResourceSlices: the devices of a driver, in a pool. Upstream: resource/validation. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain, labelValue, utf8Length, validateLabelName } from '@kubets/machinery/names';
import { semanticEqual } from '../../core/semantic-equal.ts';
import { nodeSelector } from '../../core/validation/affinity.ts';
import { closed, type Found, invalidFor, required } from '../../core/validation/checks.ts';
import type {
  Device,
  DeviceAttribute,
  DeviceTaint,
  ResourcePool,
  ResourceSlice,
  ResourceSliceSpec,
} from '../../generated/resource/v1.ts';
import { capacities } from './capacity.ts';
import { bindingConditions } from './claim-status.ts';
import { bounded } from './claims.ts';
import { driverName, keyPath, labelName, poolName, qualifiedId } from './names.ts';

const maxDevices = 128;
const maxDevicesWithTaints = 64;
const maxEntries = 32;
const maxTaints = 16;
const maxConsumptions = 2;
const maxCounterSets = 8;
const maxCounters = 32;
const maxValueBytes = 64;
const semver =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/;
const effects = ['NoExecute', 'NoSchedule', 'None'];

/** The effect is checked if it is new. */
export function deviceTaint(found: Found, path: string, { key, value = '', effect }: DeviceTaint, old?: DeviceTaint) {
  found.push(...validateLabelName(key, `${path}.key`));
  if (value !== '') invalidFor(found, `${path}.value`, value, labelValue(value));
  if (effect !== old?.effect) closed(found, `${path}.effect`, effect, effects);
}

/** The declarative rules check that an attribute has exactly one value. */
function attribute(found: Found, path: string, { string, version, versions = [] }: DeviceAttribute): void {
  const tooLong = (at: string, text: string): void => {
    if (utf8Length(text) > maxValueBytes) found.push(fieldError.tooLong(at, maxValueBytes));
  };
  if (string !== undefined) tooLong(`${path}.string`, string);
  const texts: (readonly [string, string])[] = versions.map((text, index) => [`${path}.versions[${index}]`, text]);
  if (version !== undefined) texts.push([`${path}.version`, version]);
  for (const [at, text] of texts) {
    if (!semver.test(text))
      found.push(fieldError.invalid(at, text, 'must be a string compatible with semver.org spec 2.0.0'));
    tooLong(at, text);
  }
}

function attributes(found: Found, path: string, device: Device): void {
  const { attributes: given = {}, capacity = {} } = device;
  const count = Object.keys(given).length + Object.keys(capacity).length;
  if (count > maxEntries) {
    const detail = `the total number of attributes and capacities must not exceed ${maxEntries}`;
    found.push(fieldError.invalid(path, count, detail));
  }
  for (const [name, each] of Object.entries(given)) {
    qualifiedId(found, `${path}.attributes`, name);
    attribute(found, keyPath(`${path}.attributes`, name), each);
  }
}

function counters(found: Found, path: string, given: object | undefined): void {
  const count = Object.keys(given ?? {}).length;
  if (count === 0) found.push(fieldError.required(path));
  else if (count > maxCounters) found.push(fieldError.tooMany(path, count, maxCounters));
}

type NodeChoice = Pick<ResourceSliceSpec, 'nodeName' | 'nodeSelector' | 'allNodes'>;

interface NodeWording {
  readonly emptyName: string;
  /** Whether a node selector has exactly one term. */
  readonly oneTerm: boolean;
}

/** The fields that choose nodes, quoted. */
function nodeChoice(found: Found, path: string, choice: NodeChoice, { emptyName, oneTerm }: NodeWording): string[] {
  const given: string[] = [];
  const { nodeName, nodeSelector: selector, allNodes } = choice;
  if (nodeName === '') found.push(fieldError.invalid(`${path}.nodeName`, nodeName, emptyName));
  else if (nodeName !== undefined) {
    given.push('`nodeName`');
    invalidFor(found, `${path}.nodeName`, nodeName, dns1123Subdomain(nodeName));
  }
  if (selector !== undefined) {
    given.push('`nodeSelector`');
    nodeSelector(found, `${path}.nodeSelector`, selector);
    const { nodeSelectorTerms: terms } = selector;
    if (oneTerm && terms.length !== 1) {
      const at = `${path}.nodeSelector.nodeSelectorTerms`;
      found.push(fieldError.invalid(at, terms, 'must have exactly one node selector term'));
    }
  }
  trueOrAbsent(found, path, 'allNodes', allNodes, given);
  return given;
}

function trueOrAbsent(found: Found, path: string, name: string, value: boolean | undefined, given: string[]): void {
  if (value === true) given.push(`\`${name}\``);
  else if (value === false)
    found.push(fieldError.invalid(`${path}.${name}`, value, 'must be either unset or set to true'));
}

function exactlyOne(found: Found, path: string, given: readonly string[], rule: string, ending: string): void {
  if (given.length === 0) found.push(fieldError.required(path, rule));
  else if (given.length > 1) found.push(fieldError.invalid(path, `{${given.join(', ')}}`, `${rule}${ending}`));
}

function nodesOfDevice(found: Found, path: string, device: Device, isPerDevice: boolean): void {
  if (isPerDevice) {
    const rule =
      'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
    const given = nodeChoice(found, path, device, { emptyName: 'must not be empty', oneTerm: false });
    exactlyOne(found, path, given, rule, '');
  } else if ([device.nodeName, device.nodeSelector, device.allNodes].some((each) => each !== undefined)) {
    const detail =
      '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
    found.push(fieldError.invalid(path, null, detail));
  }
}

/** Capacities and taints are checked if they are new. */
function checkDevice(found: Found, path: string, device: Device, old: Device | undefined, isPerDevice: boolean): void {
  labelName(found, `${path}.name`, device.name);
  attributes(found, path, device);
  if (old === undefined || !semanticEqual(device.capacity, old.capacity)) capacities(found, `${path}.capacity`, device);
  const { taints = [] } = device;
  if (old === undefined || !semanticEqual(taints, old.taints)) {
    if (taints.length > maxTaints) found.push(fieldError.tooMany(`${path}.taints`, taints.length, maxTaints));
    for (const [index, taint] of bounded(taints, maxTaints)) deviceTaint(found, `${path}.taints[${index}]`, taint);
  }
  for (const [index, each] of bounded(device.consumesCounters, maxConsumptions)) {
    required(found, `${path}.consumesCounters[${index}].counterSet`, each.counterSet);
    counters(found, `${path}.consumesCounters[${index}].counters`, each.counters);
  }
  nodesOfDevice(found, path, device, isPerDevice);
  bindingConditions(found, path, device);
}

function devicePool(found: Found, { name, generation, resourceSliceCount: count }: ResourcePool): void {
  poolName(found, 'spec.pool.name', name);
  if (count <= 0) found.push(fieldError.invalid('spec.pool.resourceSliceCount', count, 'must be greater than zero'));
  if (generation < 0)
    found.push(fieldError.invalid('spec.pool.generation', generation, 'must be greater than or equal to zero'));
}

function sliceNodes(found: Found, spec: ResourceSliceSpec): void {
  const emptyName = 'must be either unset or set to a non-empty string';
  const given = nodeChoice(found, 'spec', spec, { emptyName, oneTerm: true });
  trueOrAbsent(found, 'spec', 'perDeviceNodeSelection', spec.perDeviceNodeSelection, given);
  const rule = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  exactlyOne(found, 'spec', given, rule, ', but multiple fields are set');
}

function sliceDevices(found: Found, spec: ResourceSliceSpec, old: ResourceSliceSpec | undefined): void {
  const { devices = [] } = spec;
  const isAdvanced = devices.some(
    ({ taints = [], consumesCounters = [] }) => taints.length > 0 || consumesCounters.length > 0,
  );
  const most = isAdvanced ? maxDevicesWithTaints : maxDevices;
  if (devices.length > most) {
    found.push(fieldError.tooMany('spec.devices', devices.length, most));
    return;
  }
  const before = new Map(old?.devices?.map((device) => [device.name, device]));
  for (const [index, device] of devices.entries()) {
    const isPerDevice = spec.perDeviceNodeSelection === true;
    checkDevice(found, `spec.devices[${index}]`, device, before.get(device.name), isPerDevice);
  }
  const isAgain = repeats<string>();
  for (const [index, { name }] of devices.entries())
    if (isAgain(name)) found.push(fieldError.duplicate(`spec.devices[${index}]`, name));
}

export function resourceSliceErrors({ spec }: ResourceSlice, old: ResourceSlice | undefined): readonly FieldError[] {
  const found: FieldError[] = [];
  driverName(found, 'spec.driver', spec.driver);
  devicePool(found, spec.pool);
  sliceNodes(found, spec);
  if (spec.sharedCounters !== undefined && spec.devices !== undefined)
    found.push(fieldError.invalid('spec', '', 'only one of `sharedCounters` or `devices` is allowed'));
  sliceDevices(found, spec, old?.spec);
  for (const [index, each] of bounded(spec.sharedCounters, maxCounterSets)) {
    required(found, `spec.sharedCounters[${index}].name`, each.name);
    counters(found, `spec.sharedCounters[${index}].counters`, each.counters);
  }
  return found;
}
