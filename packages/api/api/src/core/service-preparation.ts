/** Prepares Services: fields that a new type does not use, and computed defaults. */
import type { Service, ServicePort, ServiceSpec } from '../generated/core/v1.ts';
import { semanticEqual } from './semantic-equal.ts';

export const needsClusterIp = ({ type }: ServiceSpec): boolean =>
  type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer';

export function needsNodePorts({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}

/** Whether the Service needs a health check node port. */
export const needsHealthCheck = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local';

/** Whether the Service is reachable from outside the cluster. */
export function isExternal({ type, externalIPs }: ServiceSpec): boolean {
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && (externalIPs ?? []).length > 0);
}

export function isHeadless({ clusterIPs, clusterIP }: ServiceSpec): boolean {
  return clusterIPs === undefined || clusterIPs.length === 0
    ? clusterIP === 'None'
    : clusterIPs.length === 1 && clusterIPs[0] === 'None';
}

const nodePortsOf = (ports: readonly ServicePort[] | undefined): readonly number[] =>
  (ports ?? []).map(({ nodePort }) => nodePort ?? 0);

const isLoadBalancer = ({ type }: ServiceSpec): boolean => type === 'LoadBalancer';

/** Groups of fields that only some types use. */
const dependent: readonly (readonly [(spec: ServiceSpec) => boolean, readonly (keyof ServiceSpec)[]])[] = [
  [needsClusterIp, ['ipFamilies']],
  [needsClusterIp, ['ipFamilyPolicy']],
  [needsHealthCheck, ['healthCheckNodePort']],
  [isLoadBalancer, ['allocateLoadBalancerNodePorts']],
  [isLoadBalancer, ['loadBalancerClass']],
  [isExternal, ['externalTrafficPolicy']],
  [needsClusterIp, ['clusterIP', 'clusterIPs']],
];

/** Drops the fields that the new type does not use, unless the user changed them. Validation then refuses those. */
export function withoutTypeDependentFields(service: Service, old: Service): Service {
  const next = service.spec ?? {};
  const before = old.spec ?? {};
  if (next.type === before.type && next.externalTrafficPolicy === before.externalTrafficPolicy) {
    if (next.allocateLoadBalancerNodePorts === before.allocateLoadBalancerNodePorts) return service;
  }
  const spec: { -readonly [K in keyof ServiceSpec]: ServiceSpec[K] } = { ...next };
  for (const [needs, fields] of dependent) {
    if (!needs(before) || needs(next)) continue;
    if (fields.every((field) => semanticEqual(next[field], before[field])))
      for (const field of fields) delete spec[field];
  }
  if (needsNodePorts(before) && !needsNodePorts(next)) {
    if (semanticEqual(nodePortsOf(next.ports), nodePortsOf(before.ports)) && next.ports !== undefined) {
      spec.ports = next.ports.map(({ nodePort: _, ...port }) => port);
    }
  }
  return { ...service, spec };
}

export function defaultService(service: Service): Service {
  const { spec } = service;
  if (spec === undefined || spec.externalTrafficPolicy !== undefined || !isExternal(spec)) return service;
  return { ...service, spec: { ...spec, externalTrafficPolicy: 'Cluster' } };
}

/** Clears the load balancer status of Services that are no longer load balancers. */
export function prepareServiceUpdate(service: Service, old: Service): Service {
  const prepared = withoutTypeDependentFields(service, old);
  if (prepared.spec?.type === 'LoadBalancer' || prepared.status?.loadBalancer?.ingress === undefined) return prepared;
  return { ...prepared, status: { ...prepared.status, loadBalancer: {} } };
}
