/** Whether a node matches a pod's node selector and required node affinity. */
import type { Node, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Pod } from '../generated/core/v1.ts';

/** Gt and Lt compare integers. Other label values do not match. */
function comparesAs(operator: 'Gt' | 'Lt', have: string, wanted: string | undefined): boolean {
  if (!/^-?\d+$/.test(have) || wanted === undefined || !/^-?\d+$/.test(wanted)) return false;
  return operator === 'Gt' ? BigInt(have) > BigInt(wanted) : BigInt(have) < BigInt(wanted);
}

function requirementMet(requirement: NodeSelectorRequirement, have: string | undefined): boolean {
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
      return have !== undefined && values.includes(have);
    case 'NotIn':
      return have === undefined || !values.includes(have);
    case 'Exists':
      return have !== undefined;
    case 'DoesNotExist':
      return have === undefined;
    case 'Gt':
    case 'Lt':
      return have !== undefined && comparesAs(requirement.operator, have, values[0]);
    default:
      return false;
  }
}

function labelOf(node: Node, key: string): string | undefined {
  const labels = node.metadata?.labels;
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** Whether all requirements of a term match. A term without requirements matches nothing. */
export function matchesNodeSelectorTerm(term: NodeSelectorTerm, node: Node): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((each) => requirementMet(each, labelOf(node, each.key))) &&
    matchFields.every((each) => each.key === 'metadata.name' && requirementMet(each, node.metadata?.name ?? ''))
  );
}

/** Whether any term matches. */
export function matchesNodeSelector(selector: NodeSelector, node: Node): boolean {
  return selector.nodeSelectorTerms.some((term) => matchesNodeSelectorTerm(term, node));
}

/** Checks `spec.nodeSelector` and `requiredDuringSchedulingIgnoredDuringExecution`. */
export function matchesNodeAffinity(pod: Pod, node: Node): boolean {
  const wanted = Object.entries(pod.spec?.nodeSelector ?? {});
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (
    wanted.every(([key, value]) => labelOf(node, key) === value) &&
    (required === undefined || matchesNodeSelector(required, node))
  );
}
