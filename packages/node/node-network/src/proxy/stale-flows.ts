/**
 * UDP has no end of a connection: what the kernel remembers of a client keeps going to an endpoint that is gone until
 * it is forgotten on purpose. TCP ends by itself.
 */
import type { ServicePortPlan } from './service-ports.ts';

/** A remembered flow to forget: from the address clients use to the endpoint they reached; '' for any endpoint. */
export interface StaleFlow {
  readonly clientIp: string;
  readonly endpointIp: string;
  /** Set for node ports, whose client-side address is any of the node's. */
  readonly nodePort: number;
}

function flowsOf(port: ServicePortPlan): StaleFlow[] {
  const targets = new Set([...port.targets, ...port.externalTargets].map((target) => target.ip));
  const fronts: readonly (readonly [string, number])[] = [
    ...[port.clusterIp, ...port.externalIps, ...port.loadBalancerIps].map((ip) => [ip, 0] as const),
    ...(port.nodePort === 0 ? [] : [['', port.nodePort] as const]),
  ];
  return fronts.flatMap(([clientIp, nodePort]) =>
    [...targets].map((endpointIp) => ({ clientIp, endpointIp, nodePort })),
  );
}

const keyOf = (flow: StaleFlow): string => `${flow.clientIp}|${flow.endpointIp}|${flow.nodePort}`;

/** Flows that the change from `before` to `after` leaves pointing at an endpoint no longer behind the Service. */
export function staleFlows(
  before: readonly ServicePortPlan[],
  after: readonly ServicePortPlan[],
): readonly StaleFlow[] {
  const udp = (ports: readonly ServicePortPlan[]): StaleFlow[] =>
    ports.filter((port) => port.protocol === 'udp').flatMap(flowsOf);
  const kept = new Set(udp(after).map(keyOf));
  return udp(before).filter((flow) => !kept.has(keyOf(flow)));
}
