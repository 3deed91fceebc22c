/** Nodes: the machines pods run on. */
import { ageOf, isTrue, nameOf, none, unknown } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Node } from '../generated/core/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { defaultNode, validateNode, validateNodeUpdate } from './node-strategy.ts';

const rolePrefix = 'node-role.kubernetes.io/';

/** The roles in a node's labels, sorted. */
export function nodeRoles(node: Node): readonly string[] {
  const roles = Object.entries(node.metadata?.labels ?? {}).map(([key, value]) => {
    if (key.startsWith(rolePrefix)) return key.slice(rolePrefix.length);
    return key === 'kubernetes.io/role' ? value : '';
  });
  return [...new Set(roles.filter((role) => role !== ''))].sort();
}

function status(node: Node): string {
  const conditions = node.status?.conditions;
  const known = conditions?.some((condition) => condition.type === 'Ready') ?? false;
  const readiness = known ? (isTrue(conditions, 'Ready') ? 'Ready' : 'NotReady') : 'Unknown';
  return node.spec?.unschedulable === true ? `${readiness},SchedulingDisabled` : readiness;
}

function address(node: Node, type: string): string {
  return node.status?.addresses?.find((each) => each.type === type)?.address ?? none;
}

function row(node: Node, now: number): readonly Cell[] {
  const info = node.status?.nodeInfo;
  return [
    nameOf(node),
    status(node),
    nodeRoles(node).join(',') || none,
    ageOf(node, now),
    info?.kubeletVersion ?? '',
    address(node, 'InternalIP'),
    address(node, 'ExternalIP'),
    info?.osImage || unknown,
    info?.kernelVersion || unknown,
    info?.containerRuntimeVersion || unknown,
  ];
}

export const nodes = defineResource<Node>({
  group: '',
  version: 'v1',
  kind: 'Node',
  // A kubelet registers its node with its status.
  keepStatusOnCreate: true,
  generation: false,
  default: defaultNode,
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  validateStatusUpdate: validateNodeUpdate,
  selectableFields: { 'spec.unschedulable': (node) => String(node.spec?.unschedulable ?? false) },
  row,
});
