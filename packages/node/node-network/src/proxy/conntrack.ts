/**
 * Conntrack entries to delete. UDP connections have no end: as long as a client sends, the kernel forwards its packets to the
 * endpoint it chose first, even after that endpoint is removed. TCP connections end by themselves.
 */
import type { ServicePortInfo } from './service-ports.ts';

/** Matches the entries from the address that clients use to the endpoint they reached; '' matches any. */
export interface ConntrackFilter {
  readonly destinationIp: string;
  readonly endpointIp: string;
  /** 0 unless the entries are those of a node port; its destination is any address of the node. */
  readonly nodePort: number;
}

function conntrackFilters(port: ServicePortInfo): ConntrackFilter[] {
  const endpointIps = new Set([...port.internalEndpoints, ...port.externalEndpoints].map(({ ip }) => ip));
  const destinations: readonly (readonly [string, number])[] = [
    ...[port.clusterIp, ...port.externalIps, ...port.loadBalancerVIPs].map((ip) => [ip, 0] as const),
    ...(port.nodePort === 0 ? [] : [['', port.nodePort] as const]),
  ];
  return destinations.flatMap(([destinationIp, nodePort]) =>
    [...endpointIps].map((endpointIp) => ({ destinationIp, endpointIp, nodePort })),
  );
}

const keyOf = (filter: ConntrackFilter): string => `${filter.destinationIp}|${filter.endpointIp}|${filter.nodePort}`;

/** Entries that lead to an endpoint that its Service has in `before` and no longer has in `after`. */
export function staleConntrackEntries(
  before: readonly ServicePortInfo[],
  after: readonly ServicePortInfo[],
): readonly ConntrackFilter[] {
  const udp = (ports: readonly ServicePortInfo[]): ConntrackFilter[] =>
    ports.filter((port) => port.protocol === 'udp').flatMap(conntrackFilters);
  const kept = new Set(udp(after).map(keyOf));
  return udp(before).filter((filter) => !kept.has(keyOf(filter)));
}
