/** Rules: for which operations on which resources something is configured. Pure. Upstream: predicates/rules. */
import type { AdmissionOperation } from '@kubets/apiserver/admission';

export interface RuleWithOperations {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  /** `pods`: the object itself; `pods/log`: a subresource. Either part may be an asterisk. */
  readonly resources?: readonly string[];
  /** Default: `*`. */
  readonly scope?: string;
  /** Of policies. Empty: any name. */
  readonly resourceNames?: readonly string[];
}

interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** What of a write a rule depends on. */
export interface RuledWrite {
  readonly operation: AdmissionOperation;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

function includes(list: readonly string[] | undefined, wanted: string): boolean {
  return list !== undefined && (list.includes('*') || list.includes(wanted));
}

function hasResource(list: readonly string[] | undefined, plural: string, subresource: string): boolean {
  return (list ?? []).some((each) => {
    const slash = each.indexOf('/');
    const resource = slash < 0 ? each : each.slice(0, slash);
    const part = slash < 0 ? '' : each.slice(slash + 1);
    return (resource === '*' || resource === plural) && (part === '*' || part === subresource);
  });
}

/** A namespace is cluster-scoped, although requests for it have a namespace. */
function inScope(scope: string, { group, version, plural }: GroupVersionResource, namespace: string): boolean {
  if (scope === '*') return true;
  const isNamespace = group === '' && version === 'v1' && plural === 'namespaces';
  const namespaced = namespace !== '' && !isNamespace;
  if (scope === 'Namespaced') return namespaced;
  return scope === 'Cluster' && !namespaced;
}

export function matchesRule(rule: RuleWithOperations, resource: GroupVersionResource, write: RuledWrite): boolean {
  const { scope = '*', resourceNames = [] } = rule;
  return (
    includes(rule.operations, write.operation) &&
    hasResource(rule.resources, resource.plural, write.subresource) &&
    includes(rule.apiGroups, resource.group) &&
    includes(rule.apiVersions, resource.version) &&
    inScope(scope, resource, write.namespace) &&
    (resourceNames.length === 0 || resourceNames.includes(write.name))
  );
}

/** Whether some write of this kind can match: without regard to group, version, scope and name. */
export function mayMatchRule(
  rule: RuleWithOperations,
  operation: AdmissionOperation,
  plural: string,
  subresource: string,
): boolean {
  return includes(rule.operations, operation) && hasResource(rule.resources, plural, subresource);
}
