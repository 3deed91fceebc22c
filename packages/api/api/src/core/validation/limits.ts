/** Validation of LimitRanges and ResourceQuotas. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { qualifiedName } from '@kubets/machinery/names';
import { compareQuantities, formatQuantity, parseQuantity, quantityToNumber } from '@kubets/machinery/quantity';
import type { LimitRange, LimitRangeItem, ResourceQuota, ResourceQuotaSpec } from '../../generated/core/v1.ts';
import { semanticEqual } from '../semantic-equal.ts';
import { type Found, invalidFor } from './checks.ts';
import { containerResourceName, isStandardForQuota, mayOvercommit, resourceName } from './resource-names.ts';
import { amountAt, quantityValue, quantityValues } from './resources.ts';

type Amounts = Readonly<Record<string, string>> | undefined;

const limitTypes = ['Container', 'Pod', 'PersistentVolumeClaim'];
const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

/** For each resource, `low` must not exceed `high`. */
function ordered(
  found: Found,
  path: string,
  item: LimitRangeItem,
  low: (typeof lists)[number],
  high: (typeof lists)[number],
): void {
  const words = {
    min: 'min',
    max: 'max',
    default: 'default',
    defaultRequest: 'default request',
    maxLimitRequestRatio: '',
  };
  for (const name in item[low]) {
    const [a, b] = [amountAt(item[low], name), amountAt(item[high], name)];
    if (a === undefined || b === undefined || compareQuantities(parseQuantity(a), parseQuantity(b)) <= 0) continue;
    const shown = low === 'min' && high !== 'max' ? high : low;
    const value = shown === low ? a : b;
    const text = (quantity: string) => formatQuantity(parseQuantity(quantity));
    const detail = `${words[low]} value ${text(a)} is greater than ${words[high]} value ${text(b)}`;
    found.push(fieldError.invalid(`${path}.${shown}[${name}]`, value, detail));
  }
}

/** A ratio of limit to request is at least 1, and at most that of the largest limit to the smallest request. */
function ratios(found: Found, path: string, { min, max, maxLimitRequestRatio }: LimitRangeItem): void {
  for (const name in maxLimitRequestRatio) {
    const at = `${path}.maxLimitRequestRatio[${name}]`;
    const given = maxLimitRequestRatio[name] ?? '';
    const ratio = parseQuantity(given);
    const text = formatQuantity(ratio);
    if (compareQuantities(ratio, parseQuantity('1')) < 0)
      found.push(fieldError.invalid(at, given, `ratio ${text} is less than 1`));
    const [low, high] = [amountAt(min, name), amountAt(max, name)];
    if (low === undefined || high === undefined) continue;
    const widest = quantityToNumber(parseQuantity(high)) / quantityToNumber(parseQuantity(low));
    if (quantityToNumber(ratio) > widest)
      found.push(fieldError.invalid(at, given, `ratio ${text} is greater than max/min = ${widest.toFixed(6)}`));
  }
}

/** Extended resources and huge pages cannot be overcommitted: request and limit are equal. */
function equalDefaults(found: Found, path: string, item: LimitRangeItem): void {
  for (const name in item.defaultRequest) {
    const [request, limit] = [amountAt(item.defaultRequest, name), amountAt(item.default, name)];
    if (mayOvercommit(name) || request === undefined || limit === undefined) continue;
    const [requested, limited] = [parseQuantity(request), parseQuantity(limit)];
    if (compareQuantities(requested, limited) === 0) continue;
    const detail = `default value ${formatQuantity(limited)} must equal to defaultRequest value ${formatQuantity(requested)} in ${name}`;
    found.push(fieldError.invalid(`${path}.defaultRequest[${name}]`, request, detail));
  }
}

function limitItem(found: Found, path: string, item: LimitRangeItem): void {
  const messages = qualifiedName(item.type);
  invalidFor(found, `${path}.type`, item.type, messages);
  if (messages.length === 0 && !item.type.includes('/') && !limitTypes.includes(item.type)) {
    found.push(fieldError.invalid(`${path}.type`, item.type, 'must be a standard limit type or fully qualified'));
  }
  for (const list of lists) {
    if (item.type === 'Pod' && (list === 'default' || list === 'defaultRequest')) {
      if (Object.keys(item[list] ?? {}).length === 0) continue;
      found.push(fieldError.forbidden(`${path}.${list}`, "may not be specified when `type` is 'Pod'"));
      continue;
    }
    const check = item.type === 'Pod' || item.type === 'Container' ? containerResourceName : resourceName;
    for (const name in item[list]) check(found, `${path}.${list}[${name}]`, name);
  }
  if (item.type === 'PersistentVolumeClaim' && item.min?.storage === undefined && item.max?.storage === undefined) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided';
    found.push(fieldError.required(`${path}.limits`, detail));
  }
  ordered(found, path, item, 'min', 'max');
  ordered(found, path, item, 'min', 'defaultRequest');
  ordered(found, path, item, 'defaultRequest', 'max');
  ordered(found, path, item, 'defaultRequest', 'default');
  ordered(found, path, item, 'min', 'default');
  ordered(found, path, item, 'default', 'max');
  ratios(found, path, item);
  equalDefaults(found, path, item);
}

export function validateLimitRange({ spec }: LimitRange): readonly FieldError[] {
  const found: FieldError[] = [];
  const limits = spec?.limits ?? [];
  const isAgain = repeats<string>();
  limits.forEach((item, index) => {
    const path = `spec.limits[${index}]`;
    limitItem(found, path, item);
    if (isAgain(item.type)) {
      found.push(fieldError.duplicate(`${path}.type`, item.type));
    }
  });
  return found;
}

function quotaAmounts(found: Found, path: string, amounts: Amounts): void {
  for (const name in amounts) {
    const at = `${path}[${name}]`;
    if (resourceName(found, at, name) && !name.includes('/') && !isStandardForQuota(name)) {
      found.push(fieldError.invalid(at, name, 'must be a standard resource for quota'));
    }
    quantityValue(found, at, name, parseQuantity(amounts[name] ?? 0));
  }
}

const scopes = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
];
const conflicting = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];

function conflicts(found: Found, path: string, given: readonly string[], shown: unknown): void {
  for (const pair of conflicting) {
    if (pair.every((scope) => given.includes(scope))) found.push(fieldError.invalid(path, shown, 'conflicting scopes'));
  }
}

function quotaScopes(found: Found, { scopes: given = [], scopeSelector }: ResourceQuotaSpec): void {
  for (const scope of given) {
    if (!scopes.includes(scope)) found.push(fieldError.invalid('spec.scopes', given, 'unsupported scope'));
  }
  conflicts(found, 'spec.scopes', given, given);
  const path = 'spec.scopeSelector.matchExpressions';
  const expressions = scopeSelector?.matchExpressions ?? [];
  for (const { scopeName, operator, values = [] } of expressions) {
    if (!scopes.includes(scopeName))
      found.push(fieldError.invalid(`${path}.scopeName`, scopeName, 'unsupported scope'));
    if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
      const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
      found.push(fieldError.required(`${path}.values`, detail));
    } else if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
      const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      found.push(fieldError.invalid(`${path}.values`, values, detail));
    } else if (!['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator)) {
      found.push(fieldError.invalid(`${path}.operator`, operator, 'not a valid selector operator'));
    }
  }
  const names = expressions.map(({ scopeName }) => scopeName);
  conflicts(found, path, names, given);
}

export function validateResourceQuota({ spec = {} }: ResourceQuota): readonly FieldError[] {
  const found: FieldError[] = [];
  quotaAmounts(found, 'spec.hard', spec.hard);
  quotaScopes(found, spec);
  return found;
}

export function validateResourceQuotaUpdate(next: ResourceQuota, old: ResourceQuota): readonly FieldError[] {
  const found = [...validateResourceQuota(next)];
  const sorted = ({ spec }: ResourceQuota) => [...(spec?.scopes ?? [])].sort();
  if (!semanticEqual(sorted(next), sorted(old))) {
    found.push(fieldError.invalid('spec.scopes', next.spec?.scopes ?? null, 'field is immutable'));
  }
  return found;
}

export function validateResourceQuotaStatus({ status }: ResourceQuota): readonly FieldError[] {
  const found: FieldError[] = [];
  quantityValues(found, (name) => `status.hard[${name}]`, status?.hard);
  quantityValues(found, (name) => `status.used[${name}]`, status?.used);
  return found;
}
