/** Validation of what policies and their bindings match: rules, selectors, parameters. */
import { fieldError } from '@kubets/machinery/field-error';
import { dns1035Label, dns1123Subdomain, pathSegment } from '@kubets/machinery/names';
import { type LabelSelector, validateLabelSelector } from '@kubets/machinery/selectors';
import { among, closed, type Found, invalidFor } from '../core/validation/checks.ts';
import type {
  MatchResources,
  NamedRuleWithOperations,
  ParamKind,
  ParamRef,
} from '../generated/admissionregistration/v1.ts';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
/** Nothing is left to mutate when an object is deleted. */
const mutableOperations = ['*', 'CONNECT', 'CREATE', 'UPDATE'];

/** Combinations of `resources` with wildcards that overlap. */
function checkResources(found: Found, path: string, resources: readonly string[]): void {
  if (resources.length === 0) found.push(fieldError.required(path));
  const allSubresourcesOf = new Set<string>();
  const allResourcesWith = new Set<string>();
  let plain = false;
  resources.forEach((entry, index) => {
    if (entry === '') {
      found.push(fieldError.required(`${path}[${index}]`));
      return;
    }
    const slash = entry.indexOf('/');
    if (slash < 0) {
      plain = entry !== '*';
      return;
    }
    const [resource, subresource] = [entry.slice(0, slash), entry.slice(slash + 1)];
    const overlaps = (wildcard: string): void => {
      found.push(
        fieldError.invalid(`${path}[${index}]`, entry, `if '${wildcard}' is present, must not specify ${entry}`),
      );
    };
    if (allSubresourcesOf.has(resource)) overlaps(`${resource}/*`);
    if (allResourcesWith.has(subresource)) overlaps(`*/${subresource}`);
    if (subresource === '*') allSubresourcesOf.add(resource);
    if (resource === '*') allResourcesWith.add(subresource);
  });
  if (resources.length > 1 && resources.includes('*/*')) {
    found.push(fieldError.invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes('*') && plain) {
    const detail = "if '*' is present, must not specify other resources without subresources";
    found.push(fieldError.invalid(path, resources, detail));
  }
}

function checkWildcard(found: Found, path: string, list: readonly string[], what: string): void {
  if (list.length > 1 && list.includes('*')) {
    found.push(fieldError.invalid(path, list, `if '*' is present, must not specify other ${what}`));
  }
}

/** Upstream: validateRuleWithOperations. */
export function checkRule(found: Found, path: string, rule: Omit<NamedRuleWithOperations, 'resourceNames'>): void {
  const { operations: given = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  if (given.length === 0) found.push(fieldError.required(`${path}.operations`));
  checkWildcard(found, `${path}.operations`, given, 'operations');
  given.forEach((operation, index) => {
    among(found, `${path}.operations[${index}]`, operation, operations);
  });
  if (apiGroups.length === 0) found.push(fieldError.required(`${path}.apiGroups`));
  checkWildcard(found, `${path}.apiGroups`, apiGroups, 'API groups');
  if (apiVersions.length === 0) found.push(fieldError.required(`${path}.apiVersions`));
  checkWildcard(found, `${path}.apiVersions`, apiVersions, 'API versions');
  apiVersions.forEach((version, index) => {
    if (version === '') found.push(fieldError.required(`${path}.apiVersions[${index}]`));
  });
  checkResources(found, `${path}.resources`, resources);
  among(found, `${path}.scope`, scope, ['*', 'Cluster', 'Namespaced']);
}

function checkNamedRule(found: Found, path: string, rule: NamedRuleWithOperations): void {
  const names = new Set<string>();
  (rule.resourceNames ?? []).forEach((name, index) => {
    const at = `${path}.resourceNames[${index}]`;
    invalidFor(found, at, name, pathSegment(name));
    if (names.has(name)) found.push(fieldError.duplicate(at, name));
    names.add(name);
  });
  checkRule(found, path, rule);
}

function checkSelector(found: Found, path: string, selector: LabelSelector | undefined): void {
  if (selector === undefined) found.push(fieldError.required(path));
  else found.push(...validateLabelSelector(selector, path));
}

export function checkMatchResources(found: Found, path: string, given: MatchResources): void {
  closed(found, `${path}.matchPolicy`, given.matchPolicy, ['Equivalent', 'Exact']);
  checkSelector(found, `${path}.namespaceSelector`, given.namespaceSelector);
  checkSelector(found, `${path}.objectSelector`, given.objectSelector);
  given.resourceRules?.forEach((rule, index) => {
    checkNamedRule(found, `${path}.resourceRules[${index}]`, rule);
  });
  given.excludeResourceRules?.forEach((rule, index) => {
    checkNamedRule(found, `${path}.excludeResourceRules[${index}]`, rule);
  });
}

/** The constraints of a policy, which must have a rule. */
export function checkMatchConstraints(found: Found, path: string, given: MatchResources | undefined): void {
  if (given === undefined) {
    found.push(fieldError.required(path));
    return;
  }
  checkMatchResources(found, path, given);
  if ((given.resourceRules ?? []).length === 0) found.push(fieldError.required(`${path}.resourceRules`));
}

/** Rules of mutating policies and their bindings must not name DELETE. The path has no index, as upstream's. */
export function checkMutableOperations(found: Found, path: string, given: MatchResources | undefined): void {
  for (const { operations: each = [] } of given?.resourceRules ?? []) {
    for (const operation of each) among(found, `${path}.resourceRules.operations`, operation, mutableOperations);
  }
}

export function checkParamKind(found: Found, path: string, { apiVersion = '', kind = '' }: ParamKind): void {
  checkParamVersion(found, `${path}.apiVersion`, apiVersion);
  if (kind === '') found.push(fieldError.required(`${path}.kind`));
  else {
    const messages = dns1035Label(kind.toLowerCase());
    if (messages.length > 0) {
      const detail = `may have mixed case, but should otherwise match: ${messages.join(',')}`;
      found.push(fieldError.invalid(`${path}.kind`, kind, detail));
    }
  }
}

function checkParamVersion(found: Found, path: string, apiVersion: string): void {
  if (apiVersion === '') {
    found.push(fieldError.required(path));
    return;
  }
  const parts = apiVersion === '/' ? ['', ''] : apiVersion.split('/');
  if (parts.length > 2) {
    found.push(fieldError.invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
    return;
  }
  const [group, version = ''] = parts.length === 1 ? ['', parts[0]] : parts;
  if (group) {
    const messages = dns1123Subdomain(group);
    if (messages.length > 0) found.push(fieldError.invalid(path, group, messages.join(',')));
  }
  if (version === '') found.push(fieldError.invalid(path, apiVersion, 'version must be specified'));
  else {
    const messages = dns1035Label(version);
    if (messages.length > 0) found.push(fieldError.invalid(path, version, messages.join(',')));
  }
}

export function checkParamRef(found: Found, path: string, given: ParamRef): void {
  const { name = '', selector, parameterNotFoundAction } = given;
  const exclusive = 'name and selector are mutually exclusive';
  if (name !== '') {
    invalidFor(found, `${path}.name`, name, pathSegment(name));
    if (selector !== undefined) found.push(fieldError.forbidden(`${path}.name`, exclusive));
  }
  if (selector !== undefined) {
    found.push(...validateLabelSelector(selector, `${path}.selector`));
    if (name !== '') found.push(fieldError.forbidden(`${path}.selector`, exclusive));
  }
  if (name === '' && selector === undefined) {
    found.push(fieldError.required(path, 'one of name or selector must be specified'));
  }
  closed(found, `${path}.parameterNotFoundAction`, parameterNotFoundAction, ['Deny', 'Allow']);
}
