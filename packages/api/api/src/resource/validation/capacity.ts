/** Validation of the capacities of devices that several claims share: which amounts a request may ask for. */
import { fieldError } from '@kubets/machinery/field-error';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
} from '@kubets/machinery/quantity';
import type { Found } from '../../core/validation/checks.ts';
import type {
  CapacityRequestPolicy,
  CapacityRequestPolicyRange,
  Device,
  DeviceCapacity,
} from '../../generated/resource/v1.ts';
import { keyPath, qualifiedId } from './names.ts';

const maxValues = 10;
const nanosPerUnit = 1_000_000_000n;
const nanosPerMilli = 1_000_000n;
const maxInt64 = 2n ** 63n - 1n;

const isLess = (a: Quantity, b: Quantity): boolean => compareQuantities(a, b) < 0;
const optional = (text: string | number | undefined): Quantity | undefined =>
  text === undefined ? undefined : parseQuantity(text);

function validValues(found: Found, path: string, texts: readonly string[], byDefault: Quantity, most: Quantity): void {
  const values = texts.map((text) => parseQuantity(text));
  for (const [index, value] of values.entries()) {
    const next = values[index + 1];
    if (next !== undefined && isLess(next, value)) {
      const detail = 'values must be sorted in ascending order';
      found.push(fieldError.invalid(`${path}[${index + 1}]`, formatQuantity(next), detail));
    }
  }
  let isDefaultFound = false;
  if (values.length > maxValues) found.push(fieldError.tooMany(path, values.length, maxValues));
  else {
    const known = new Set<bigint>();
    for (const [index, value] of values.entries()) {
      const at = `${path}[${index}]`;
      if (isLess(most, value)) {
        const detail = `option is larger than capacity value: ${formatQuantity(most)}`;
        found.push(fieldError.invalid(at, formatQuantity(value), detail));
      }
      if (known.has(value.nanos)) found.push(fieldError.duplicate(at, formatQuantity(value)));
      known.add(value.nanos);
    }
    isDefaultFound = known.has(byDefault.nanos);
  }
  if (isDefaultFound) return;
  const detail = 'default value is not valid according to the requestPolicy';
  found.push(fieldError.invalid(path, formatQuantity(byDefault), detail));
}

interface Bounds {
  readonly default: Quantity;
  readonly min: Quantity;
  readonly max: Quantity | undefined;
  readonly step: Quantity | undefined;
}

/** The bounds that upstream cannot calculate with: those that are no whole number of milli units, or no int64. */
function unsafeBounds(found: Found, path: string, bounds: Bounds, isFractional: boolean): boolean {
  const before = found.length;
  for (const [name, value] of Object.entries(bounds) as [keyof Bounds, Quantity | undefined][]) {
    if (value === undefined) continue;
    const add = (detail: string): void => {
      found.push(fieldError.invalid(`${path}.${name}`, formatQuantity(value), detail));
    };
    if (isFractional) {
      if (value.nanos % nanosPerMilli !== 0n) add('value cannot be represented as a milli value');
    } else if (value.nanos < 0n) add('must be greater than or equal to 0');
    else if (value.nanos > maxInt64 * nanosPerUnit) add('must not be larger than 9223372036854775807');
  }
  return found.length > before;
}

function steps(
  found: Found,
  path: string,
  bounds: Bounds,
  step: Quantity,
  most: Quantity,
  isFractional: boolean,
): void {
  const { min, max } = bounds;
  const at = `${path}.step`;
  const text = formatQuantity(step);
  if (step.nanos <= 0n) {
    found.push(fieldError.invalid(at, text, 'must be greater than zero'));
    return;
  }
  const first = addQuantities(min, step);
  if (isLess(most, first)) {
    const detail = `one step ${formatQuantity(first)} is larger than capacity value: ${formatQuantity(most)}`;
    found.push(fieldError.invalid(at, text, detail));
  }
  if (!isFractional && unsafeBounds(found, path, bounds, false)) return;
  for (const value of [bounds.default, max]) {
    if (value === undefined || (value.nanos - min.nanos) % step.nanos === 0n) continue;
    const detail = `value is not a multiple of a given step (${text}) from (${formatQuantity(min)})`;
    found.push(fieldError.invalid(at, formatQuantity(value), detail));
  }
}

function validRange(
  found: Found,
  path: string,
  range: CapacityRequestPolicyRange,
  byDefault: Quantity,
  most: Quantity,
): void {
  const min = optional(range.min);
  if (min === undefined) {
    found.push(fieldError.required(`${path}.min`, 'required when validRange is defined'));
    return;
  }
  const [max, step] = [optional(range.max), optional(range.step)];
  const add = (field: string, value: Quantity, rule: string, bound: Quantity): void => {
    found.push(fieldError.invalid(`${path}.${field}`, formatQuantity(value), `${rule}: ${formatQuantity(bound)}`));
  };
  if (isLess(most, min)) add('min', min, 'min is larger than capacity value', most);
  if (isLess(byDefault, min)) add('default', byDefault, 'default is less than min', min);
  if (max !== undefined) {
    if (isLess(max, min)) add('max', min, 'min is larger than max', max);
    if (isLess(most, max)) add('max', max, 'max is larger than capacity value', most);
    if (isLess(max, byDefault)) add('default', byDefault, 'default is more than max', max);
  }
  const bounds = { default: byDefault, min, max, step };
  const isFractional = Object.values(bounds).some((each) => each !== undefined && each.nanos % nanosPerUnit !== 0n);
  if (isFractional && unsafeBounds(found, path, bounds, true)) return;
  if (step !== undefined) steps(found, path, bounds, step, most, isFractional);
}

function requestPolicy(found: Found, path: string, policy: CapacityRequestPolicy, most: Quantity): void {
  const { validValues: values = [], validRange: range } = policy;
  if (values.length > 0 && range !== undefined) {
    const detail =
      'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time';
    found.push(fieldError.forbidden(path, detail));
    return;
  }
  const byDefault = optional(policy.default);
  const name = values.length > 0 ? 'validValues' : range === undefined ? undefined : 'validRange';
  if (name === undefined) return;
  if (byDefault === undefined) found.push(fieldError.required(`${path}.default`, `required when ${name} is defined`));
  else if (range === undefined) validValues(found, `${path}.validValues`, values, byDefault, most);
  else validRange(found, `${path}.validRange`, range, byDefault, most);
}

function deviceCapacity(
  found: Found,
  path: string,
  { value, requestPolicy: policy }: DeviceCapacity,
  isShared: boolean,
) {
  if (policy === undefined) return;
  if (isShared) requestPolicy(found, `${path}.requestPolicy`, policy, parseQuantity(value));
  else found.push(fieldError.forbidden(`${path}.requestPolicy`, 'allowMultipleAllocations must be true'));
}

/** The capacities of a device. */
export function capacities(
  found: Found,
  path: string,
  { capacity = {}, allowMultipleAllocations = false }: Device,
): void {
  for (const [name, each] of Object.entries(capacity)) {
    qualifiedId(found, path, name);
    deviceCapacity(found, keyPath(path, name), each, allowMultipleAllocations);
  }
}
