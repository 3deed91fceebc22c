/** Validation of roles and role bindings. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain, pathSegment } from '@kubets/machinery/names';
import { validateLabelSelector } from '@kubets/machinery/selectors';
import { semanticEqual } from '../core/semantic-equal.ts';
import { type Found, invalidFor, required } from '../core/validation/checks.ts';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, Subject } from '../generated/rbac/v1.ts';

const group = 'rbac.authorization.k8s.io';
const isEmpty = (list: readonly string[] | undefined): boolean => (list ?? []).length === 0;

function rule(found: Found, path: string, given: PolicyRule, namespaced: boolean): void {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = given;
  if (isEmpty(verbs)) found.push(fieldError.required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (!isEmpty(nonResourceURLs)) {
    const at = `${path}.nonResourceURLs`;
    if (namespaced) {
      found.push(fieldError.invalid(at, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    }
    if (!isEmpty(apiGroups) || !isEmpty(resources) || !isEmpty(resourceNames)) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      found.push(fieldError.invalid(at, nonResourceURLs, detail));
    }
    return;
  }
  if (isEmpty(apiGroups)) {
    found.push(fieldError.required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  }
  if (isEmpty(resources)) {
    found.push(fieldError.required(`${path}.resources`, 'resource rules must supply at least one resource'));
  }
}

function rulesErrors(rules: readonly PolicyRule[] | undefined, namespaced: boolean): FieldError[] {
  const found: FieldError[] = [];
  rules?.forEach((each, index) => {
    rule(found, `rules[${index}]`, each, namespaced);
  });
  return found;
}

export const validateRole = ({ rules }: Role): readonly FieldError[] => rulesErrors(rules, true);

export function validateClusterRole({ rules, aggregationRule }: ClusterRole): readonly FieldError[] {
  const found = rulesErrors(rules, false);
  if (aggregationRule === undefined) return found;
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  const path = 'aggregationRule.clusterRoleSelectors';
  if (selectors.length === 0) {
    const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
    found.push(fieldError.required(path, detail));
  }
  selectors.forEach((selector, index) => {
    found.push(...validateLabelSelector(selector, `${path}[${index}]`));
  });
  return found;
}

function subject(found: Found, path: string, { kind, name, apiGroup = '', namespace }: Subject, namespaced: boolean) {
  required(found, `${path}.name`, name);
  if (kind === 'ServiceAccount') {
    if (name !== '') invalidFor(found, `${path}.name`, name, dns1123Subdomain(name));
    if (apiGroup !== '') found.push(fieldError.notSupported(`${path}.apiGroup`, apiGroup, ['']));
    if (!namespaced) required(found, `${path}.namespace`, namespace);
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== group) found.push(fieldError.notSupported(`${path}.apiGroup`, apiGroup, [group]));
  } else found.push(fieldError.notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
}

type Binding = RoleBinding | ClusterRoleBinding;

function bindingErrors({ roleRef, subjects }: Binding, kinds: readonly string[], namespaced: boolean): FieldError[] {
  const found: FieldError[] = [];
  const { apiGroup = '', kind, name } = roleRef;
  if (apiGroup !== group) found.push(fieldError.notSupported('roleRef.apiGroup', apiGroup, [group]));
  if (!kinds.includes(kind)) found.push(fieldError.notSupported('roleRef.kind', kind, kinds));
  if (required(found, 'roleRef.name', name)) invalidFor(found, 'roleRef.name', name, pathSegment(name));
  subjects?.forEach((each, index) => {
    subject(found, `subjects[${index}]`, each, namespaced);
  });
  return found;
}

export const validateRoleBinding = (binding: RoleBinding): readonly FieldError[] =>
  bindingErrors(binding, ['Role', 'ClusterRole'], true);

export const validateClusterRoleBinding = (binding: ClusterRoleBinding): readonly FieldError[] =>
  bindingErrors(binding, ['ClusterRole'], false);

/** The roleRef of a binding is immutable. */
export function roleRefErrors(next: Binding, old: Binding): readonly FieldError[] {
  if (semanticEqual(next.roleRef, old.roleRef)) return [];
  return [fieldError.invalid('roleRef', next.roleRef, 'cannot change roleRef')];
}
