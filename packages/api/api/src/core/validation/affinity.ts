/** Validation of node selectors, node affinity, pod affinity and pod anti-affinity. */
import { fieldError } from '@kubets/machinery/field-error';
import { dns1123Label, dns1123Subdomain, labelValue, validateLabelName } from '@kubets/machinery/names';
import { type LabelSelector, validateLabelSelector } from '@kubets/machinery/selectors';
import type {
  Affinity,
  NodeAffinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
} from '../../generated/core/v1.ts';
import { type Found, invalidFor } from './checks.ts';

export interface NodeSelectorRules {
  /** Preferred terms may contain invalid label values. */
  readonly anyValue?: boolean;
}

function requirement(found: Found, path: string, wanted: NodeSelectorRequirement, rules: NodeSelectorRules): void {
  const { key, values = [] } = wanted;
  const at = `${path}.values`;
  switch (wanted.operator as string) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        found.push(fieldError.required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        found.push(fieldError.forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        found.push(fieldError.required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      }
      break;
    default:
      found.push(fieldError.invalid(`${path}.operator`, wanted.operator, 'not a valid selector operator'));
  }
  found.push(...validateLabelName(key, `${path}.key`));
  if (rules.anyValue) return;
  values.forEach((value, index) => {
    invalidFor(found, `${at}[${index}]`, value, labelValue(value));
  });
}

function fieldRequirement(found: Found, path: string, { key, operator, values = [] }: NodeSelectorRequirement): void {
  if (operator !== 'In' && operator !== 'NotIn') {
    found.push(fieldError.invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    found.push(fieldError.required(`${path}.values`, detail));
  }
  if (key !== 'metadata.name') {
    found.push(fieldError.invalid(`${path}.key`, key, 'not a valid field selector key'));
    return;
  }
  values.forEach((value, index) => {
    invalidFor(found, `${path}.values[${index}]`, value, dns1123Subdomain(value));
  });
}

function nodeSelectorTerm(found: Found, path: string, term: NodeSelectorTerm, rules: NodeSelectorRules): void {
  term.matchExpressions?.forEach((each, index) => {
    requirement(found, `${path}.matchExpressions[${index}]`, each, rules);
  });
  term.matchFields?.forEach((each, index) => {
    fieldRequirement(found, `${path}.matchFields[${index}]`, each);
  });
}

export function nodeSelector(found: Found, path: string, selector: NodeSelector, rules: NodeSelectorRules = {}): void {
  const terms = selector.nodeSelectorTerms ?? [];
  const at = `${path}.nodeSelectorTerms`;
  if (terms.length === 0) found.push(fieldError.required(at, 'must have at least one node selector term'));
  terms.forEach((term, index) => {
    nodeSelectorTerm(found, `${at}[${index}]`, term, rules);
  });
}

function weight(found: Found, path: string, value: number): void {
  if (value <= 0 || value > 100) found.push(fieldError.invalid(`${path}.weight`, value, 'must be in the range 1-100'));
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

function nodeAffinity(found: Found, path: string, affinity: NodeAffinity): void {
  const selector = affinity[required];
  if (selector !== undefined) nodeSelector(found, `${path}.${required}`, selector);
  affinity[preferred]?.forEach((term, index) => {
    const at = `${path}.${preferred}[${index}]`;
    weight(found, at, term.weight);
    nodeSelectorTerm(found, `${at}.preference`, term.preference ?? {}, { anyValue: true });
  });
}

/**
 * Validates `matchLabelKeys`. The selector already contains the expressions generated from them, so a key that occurs twice
 * was also set by the user.
 */
export function labelKeys(
  found: Found,
  path: string,
  keys: readonly string[] | undefined,
  selector: LabelSelector | undefined,
): void {
  if (keys === undefined || keys.length === 0) return;
  if (selector === undefined) {
    found.push(fieldError.forbidden(path, 'must not be specified when labelSelector is not set'));
    return;
  }
  keys.forEach((key, index) => {
    found.push(...validateLabelName(key, `${path}[${index}]`));
  });
}

/** Reports keys that are both in `matchLabelKeys` and in the user's selector. */
export function repeatedKeys(
  found: Found,
  path: string,
  keys: readonly string[] | undefined,
  selector: LabelSelector | undefined,
): void {
  if (keys === undefined || keys.length === 0 || selector === undefined) return;
  const seen = new Set(Object.keys(selector.matchLabels ?? {}));
  const places = new Map(keys.map((key, index) => [key, index] as const).toReversed());
  for (const { key } of selector.matchExpressions ?? []) {
    const index = places.get(key);
    if (index !== undefined && seen.has(key)) {
      found.push(fieldError.invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    }
    seen.add(key);
  }
}

function podAffinityTerm(found: Found, path: string, term: PodAffinityTerm): void {
  const { labelSelector, matchLabelKeys, mismatchLabelKeys = [] } = term;
  found.push(
    ...validateLabelSelector(labelSelector, `${path}.labelSelector`),
    ...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`),
  );
  for (const name of term.namespaces ?? []) invalidFor(found, `${path}.namespace`, name, dns1123Label(name));
  labelKeys(found, `${path}.matchLabelKeys`, matchLabelKeys, labelSelector);
  labelKeys(found, `${path}.mismatchLabelKeys`, mismatchLabelKeys, labelSelector);
  repeatedKeys(found, path, matchLabelKeys, labelSelector);
  const mismatched = new Set(mismatchLabelKeys);
  matchLabelKeys?.forEach((key, index) => {
    if (!mismatched.has(key)) return;
    const detail = 'exists in both matchLabelKeys and mismatchLabelKeys';
    found.push(fieldError.invalid(`${path}.matchLabelKeys[${index}]`, key, detail));
  });
  if (term.topologyKey === '') found.push(fieldError.required(`${path}.topologyKey`, 'can not be empty'));
  found.push(...validateLabelName(term.topologyKey, `${path}.topologyKey`));
}

function podAffinity(found: Found, path: string, affinity: PodAffinity): void {
  affinity[required]?.forEach((term, index) => {
    podAffinityTerm(found, `${path}.${required}[${index}]`, term);
  });
  affinity[preferred]?.forEach((term, index) => {
    const at = `${path}.${preferred}[${index}]`;
    weight(found, at, term.weight);
    podAffinityTerm(found, `${at}.podAffinityTerm`, term.podAffinityTerm);
  });
}

export function affinity(found: Found, path: string, given: Affinity | undefined): void {
  if (given?.nodeAffinity !== undefined) nodeAffinity(found, `${path}.nodeAffinity`, given.nodeAffinity);
  if (given?.podAffinity !== undefined) podAffinity(found, `${path}.podAffinity`, given.podAffinity);
  if (given?.podAntiAffinity !== undefined) podAffinity(found, `${path}.podAntiAffinity`, given.podAntiAffinity);
}
