/** The addresses and ports that a Service requires, and those that it already has. Pure. */
import type { Service, ServicePort, ServiceSpec } from '@kubets/api';

export const headless = 'None';

const specOf = (service: Service | undefined): ServiceSpec => service?.spec ?? {};

export function wantsNodePorts({ spec }: Service): boolean {
  if (spec?.type === 'NodePort') return true;
  return spec?.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false;
}

/** Whether nodes answer health checks of the load balancer, which ask for a local endpoint. */
export const wantsHealthCheckPort = ({ spec }: Service): boolean =>
  spec?.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

const isExternal = (spec: ServiceSpec): boolean =>
  spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.externalIPs?.length ?? 0) > 0;

/**
 * The Service with both address fields in agreement: a client that knows only `clusterIP` sets or clears that. Validation refuses
 * other differences.
 */
function withLinkedAddresses(spec: ServiceSpec, before: ServiceSpec | undefined): ServiceSpec {
  const { clusterIP = '', clusterIPs = [] } = spec;
  if (before === undefined)
    return clusterIP !== '' && clusterIPs.length === 0 ? { ...spec, clusterIPs: [clusterIP] } : spec;
  const old = before.clusterIPs ?? [];
  const sameList = clusterIPs.length === old.length && clusterIPs.every((each, index) => each === old[index]);
  if (clusterIP === (before.clusterIP ?? '') || !sameList) return spec;
  return { ...spec, clusterIPs: clusterIP === '' ? [] : [clusterIP] };
}

/** The Service with linked fields in agreement and computed defaults. */
export function normalized(service: Service, old: Service | undefined): Service {
  const spec = withLinkedAddresses(specOf(service), old?.spec);
  if (spec.type === 'ExternalName') return spec === service.spec ? service : { ...service, spec };
  const policy = spec.externalTrafficPolicy ?? (isExternal(spec) ? 'Cluster' : undefined);
  return { ...service, spec: { ...spec, ...(policy === undefined ? {} : { externalTrafficPolicy: policy }) } };
}

const samePort = (a: ServicePort, b: ServicePort): boolean =>
  a.port === b.port && (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP');

/** Fields that a client omits in an update because the server had set them: they are kept. */
export function keepAllocated(service: Service, old: Service): Service {
  let spec = specOf(service);
  const before = specOf(old);
  if (spec.type !== 'ExternalName' && before.type !== 'ExternalName' && before.clusterIP)
    spec = {
      ...spec,
      clusterIP: spec.clusterIP || before.clusterIP,
      clusterIPs: spec.clusterIPs?.length ? spec.clusterIPs : (before.clusterIPs ?? [before.clusterIP]),
    };
  if (wantsNodePorts(service) && wantsNodePorts(old))
    spec = {
      ...spec,
      ports: (spec.ports ?? []).map((port) => {
        const nodePort = port.nodePort || before.ports?.find((each) => samePort(each, port))?.nodePort;
        return nodePort ? { ...port, nodePort } : port;
      }),
    };
  if (
    wantsHealthCheckPort(service) &&
    wantsHealthCheckPort(old) &&
    !spec.healthCheckNodePort &&
    before.healthCheckNodePort
  )
    spec = { ...spec, healthCheckNodePort: before.healthCheckNodePort };
  return { ...service, spec };
}

/** All node ports of the object, each once: protocols of one Service may share a number. */
export function nodePortsOf(service: Service | undefined): readonly number[] {
  const { ports = [], healthCheckNodePort } = specOf(service);
  const numbers = [...ports.map((port) => port.nodePort), healthCheckNodePort];
  return [...new Set(numbers.filter((number): number is number => number !== undefined && number > 0))];
}
