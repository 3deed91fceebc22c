/** Validation of tolerations, topology spread constraints, scheduling gates and taints. */
import { repeats } from '@kubets/base';
import { fieldError } from '@kubets/machinery/field-error';
import { labelValue, validateLabelName } from '@kubets/machinery/names';
import { validateLabelSelector } from '@kubets/machinery/selectors';
import type { PodSchedulingGate, Taint, Toleration, TopologySpreadConstraint } from '../../generated/core/v1.ts';
import { labelKeys, repeatedKeys } from './affinity.ts';
import { among, type Found, notPositiveError, qualified } from './checks.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function toleration(found: Found, path: string, { key, operator, value, effect, tolerationSeconds }: Toleration): void {
  if (key) found.push(...validateLabelName(key, `${path}.key`));
  else if (operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    found.push(fieldError.invalid(`${path}.operator`, operator ?? '', detail));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    found.push(fieldError.invalid(`${path}.effect`, effect ?? '', detail));
  }
  switch ((operator ?? '') as string) {
    case '':
    case 'Equal': {
      const messages = labelValue(value ?? '');
      if (messages.length > 0) found.push(fieldError.invalid(`${path}.operator`, value, messages.join(';')));
      break;
    }
    case 'Exists':
      if (value) {
        found.push(fieldError.invalid(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'"));
      }
      break;
    default:
      found.push(fieldError.notSupported(`${path}.operator`, operator, ['Equal', 'Exists']));
  }
  if (effect) among(found, `${path}.effect`, effect, effects);
}

export function tolerations(found: Found, path: string, list: readonly Toleration[] | undefined): void {
  list?.forEach((each, index) => {
    toleration(found, `${path}[${index}]`, each);
  });
}

export function taints(found: Found, path: string, list: readonly Taint[] | undefined): void {
  const seen = new Set<string>();
  list?.forEach((taint, index) => {
    const at = `${path}[${index}]`;
    const { key, value = '' } = taint;
    const effect: string = taint.effect;
    found.push(...validateLabelName(key, `${at}.key`));
    const messages = labelValue(value);
    if (messages.length > 0) found.push(fieldError.invalid(`${at}.value`, value, messages.join(';')));
    if (effect === '') found.push(fieldError.required(`${at}.effect`));
    else among(found, `${at}.effect`, effect, effects);
    const pair = `${effect} ${key}`;
    if (seen.has(pair)) {
      const { message, ...error } = fieldError.duplicate(at, taint);
      found.push({ ...error, message: `${message}: taints must be unique by key and effect pair` });
    }
    seen.add(pair);
  });
}

function spreadConstraint(found: Found, path: string, constraint: TopologySpreadConstraint): void {
  const { maxSkew, topologyKey, minDomains, matchLabelKeys, labelSelector } = constraint;
  const action: string = constraint.whenUnsatisfiable;
  if (maxSkew <= 0) found.push(fieldError.invalid(`${path}.maxSkew`, maxSkew, notPositiveError));
  if (topologyKey === '') found.push(fieldError.required(`${path}.topologyKey`, 'can not be empty'));
  among(found, `${path}.whenUnsatisfiable`, action, ['DoNotSchedule', 'ScheduleAnyway']);
  if (minDomains !== undefined) {
    const at = `${path}.minDomains`;
    if (minDomains <= 0) found.push(fieldError.invalid(at, minDomains, notPositiveError));
    if (action !== 'DoNotSchedule') {
      const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
      found.push(fieldError.invalid(at, minDomains, detail));
    }
  }
  for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
    among(found, `${path}.${name}`, constraint[name], ['Honor', 'Ignore']);
  }
  labelKeys(found, `${path}.matchLabelKeys`, matchLabelKeys, labelSelector);
  repeatedKeys(found, `${path}.matchLabelKeys`, matchLabelKeys, labelSelector);
  found.push(...validateLabelSelector(labelSelector, `${path}.labelSelector`));
}

const pairOf = ({ topologyKey, whenUnsatisfiable }: TopologySpreadConstraint): string =>
  `${topologyKey} ${whenUnsatisfiable}`;

export function topologySpread(
  found: Found,
  path: string,
  list: readonly TopologySpreadConstraint[] | undefined,
): void {
  if (list === undefined) return;
  // Upstream reports the first of a pair.
  const last = new Map(list.map((each, index) => [pairOf(each), index]));
  list.forEach((constraint, index) => {
    const at = `${path}[${index}]`;
    const { topologyKey, whenUnsatisfiable } = constraint;
    spreadConstraint(found, at, constraint);
    if (last.get(pairOf(constraint)) !== index) {
      const pair = `{${topologyKey}, ${whenUnsatisfiable}}`;
      found.push(fieldError.duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair));
    }
  });
}

export function schedulingGates(found: Found, path: string, gates: readonly PodSchedulingGate[] | undefined): void {
  if (gates === undefined) return;
  const isAgain = repeats<string>();
  gates.forEach(({ name }, index) => {
    const at = `${path}[${index}]`;
    qualified(found, at, name);
    if (isAgain(name)) found.push(fieldError.duplicate(at, name));
  });
}
