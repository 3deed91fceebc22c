/** The conditions and the zone of a node. */
import type { Node, NodeCondition } from '@kubets/api';

export const zoneLabel = 'topology.kubernetes.io/zone';
const regionLabel = 'topology.kubernetes.io/region';

export function nodeCondition(node: Node, type: string): NodeCondition | undefined {
  return node.status?.conditions?.find((condition) => condition.type === type);
}

/** True, False or Unknown; Unknown when the kubelet has never said. */
export function readiness(node: Node): string {
  return nodeCondition(node, 'Ready')?.status ?? 'Unknown';
}

export const isReadyNode = (node: Node): boolean => readiness(node) === 'True';

/** Nodes of one zone fail together: region and zone, empty where nodes carry no such labels. */
export function zoneOf(node: Node): string {
  const { [regionLabel]: region = '', [zoneLabel]: zone = '' } = node.metadata?.labels ?? {};
  return region === '' && zone === '' ? '' : `${region}:\0:${zone}`;
}
