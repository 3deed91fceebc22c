/** Validation of pod failure policies and success policies. */
import { repeats } from '@kubets/base';
import { fieldError } from '@kubets/machinery/field-error';
import { qualifiedName } from '@kubets/machinery/names';
import { among, type Found, invalidFor, nonNegative } from '../core/validation/checks.ts';
import type { JobSpec, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyRule } from '../generated/batch/v1.ts';
import { countIndexes } from './indexes.ts';

const most = { rules: 20, conditions: 20, exitCodes: 255, successRules: 20, indexes: 64 * 1024 };
const goList = (values: readonly string[]): string => `[${values.map((each) => JSON.stringify(each)).join(' ')}]`;

/** Enumerations whose supported values are part of the "required" message. */
function listed(found: Found, path: string, value: string | undefined, supported: readonly string[]): void {
  if (value) among(found, path, value, supported);
  else found.push(fieldError.required(path, `valid values: ${goList(supported)}`));
}

function exitCodes(
  found: Found,
  path: string,
  given: PodFailurePolicyOnExitCodesRequirement,
  containers: ReadonlySet<string>,
): void {
  const { operator, containerName, values = [] } = given;
  listed(found, `${path}.operator`, operator, ['In', 'NotIn']);
  if (containerName !== undefined && !containers.has(containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    found.push(fieldError.invalid(`${path}.containerName`, containerName, detail));
  }
  const at = `${path}.values`;
  if (values.length === 0) found.push(fieldError.invalid(at, values, 'at least one value is required'));
  else if (values.length > most.exitCodes) found.push(fieldError.tooMany(at, values.length, most.exitCodes));
  const isAgain = repeats<number>();
  values.forEach((value, index) => {
    if (operator === 'In' && value === 0) {
      found.push(fieldError.invalid(`${at}[${index}]`, value, 'must not be 0 for the In operator'));
    }
    if (isAgain(value)) found.push(fieldError.duplicate(`${at}[${index}]`, value));
  });
  if (values.some((value, index) => value < (values[index - 1] ?? value))) {
    found.push(fieldError.invalid(at, values, 'must be ordered'));
  }
}

function failureRule(
  found: Found,
  path: string,
  rule: PodFailurePolicyRule,
  spec: JobSpec,
  containers: ReadonlySet<string>,
): void {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  if (action !== 'FailIndex') listed(found, `${path}.action`, action, ['Count', 'FailIndex', 'FailJob', 'Ignore']);
  else if (spec.backoffLimitPerIndex === undefined) {
    found.push(fieldError.invalid(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set'));
  }
  if (onExitCodes !== undefined) exitCodes(found, `${path}.onExitCodes`, onExitCodes, containers);
  const at = `${path}.onPodConditions`;
  if (onPodConditions.length > most.conditions) {
    found.push(fieldError.tooMany(at, onPodConditions.length, most.conditions));
  }
  onPodConditions.forEach(({ type, status }, index) => {
    invalidFor(found, `${at}[${index}].type`, type, qualifiedName(type));
    listed(found, `${at}[${index}].status`, status, ['False', 'True', 'Unknown']);
  });
  const omitted = (detail: string): void => {
    found.push({ type: 'FieldValueInvalid', field: path, message: `Invalid value: ${detail}` });
  };
  if (onExitCodes !== undefined && onPodConditions.length > 0) {
    omitted('specifying both OnExitCodes and OnPodConditions is not supported');
  }
  if (onExitCodes === undefined && onPodConditions.length === 0) {
    omitted('specifying one of OnExitCodes and OnPodConditions is required');
  }
}

export function podFailurePolicy(found: Found, path: string, spec: JobSpec): void {
  const rules = spec.podFailurePolicy?.rules ?? [];
  if (rules.length > most.rules) found.push(fieldError.tooMany(`${path}.rules`, rules.length, most.rules));
  const { containers = [], initContainers = [] } = spec.template.spec ?? {};
  const names = new Set([...containers, ...initContainers].map(({ name }) => name));
  rules.forEach((rule, index) => {
    failureRule(found, `${path}.rules[${index}]`, rule, spec, names);
  });
}

/** Only Indexed Jobs may have one. */
export function successPolicy(found: Found, path: string, spec: JobSpec): void {
  const rules = spec.successPolicy?.rules ?? [];
  const completions = spec.completions ?? 0;
  if (rules.length === 0) {
    const detail = 'at least one rules must be specified when the successPolicy is specified';
    found.push(fieldError.required(`${path}.rules`, detail));
  }
  if (rules.length > most.successRules)
    found.push(fieldError.tooMany(`${path}.rules`, rules.length, most.successRules));
  rules.forEach(({ succeededCount, succeededIndexes }, index) => {
    const at = `${path}.rules[${index}]`;
    if (succeededCount === undefined && succeededIndexes === undefined) {
      const detail = 'at least one of succeededCount or succeededIndexes must be specified';
      found.push(fieldError.required(at, detail));
    }
    const counted = succeededIndexes === undefined ? undefined : countIndexes(succeededIndexes, completions);
    if ((succeededIndexes ?? '').length > most.indexes) {
      found.push(fieldError.tooLong(`${at}.succeededIndexes`, most.indexes));
    }
    if (typeof counted === 'string') {
      const detail = `error parsing succeededIndexes: ${counted}`;
      found.push(fieldError.invalid(`${at}.succeededIndexes`, succeededIndexes, detail));
    }
    if (succeededCount === undefined) return;
    const where = `${at}.succeededCount`;
    nonNegative(found, where, succeededCount);
    const bound = (limit: number, what: string): void => {
      if (succeededCount <= limit) return;
      found.push(fieldError.invalid(where, succeededCount, `must be less than or equal to ${limit} (${what})`));
    };
    bound(completions, 'the number of specified completions');
    if (counted === undefined) return;
    const total = typeof counted === 'number' ? counted : 0;
    bound(total, 'the number of indexes in the specified succeededIndexes field');
  });
}
