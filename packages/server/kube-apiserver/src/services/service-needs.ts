/** The addresses and ports that a Service requires, and those that it already has. Pure. */
import type { Service, ServicePort, ServiceSpec } from '@kubets/api';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';

export const headless = 'None';

const specOf = (service: Service | undefined): ServiceSpec => service?.spec ?? {};

export const wantsClusterIp = (service: Service): boolean =>
  specOf(service).type !== 'ExternalName' && specOf(service).clusterIP !== headless;

export function wantsNodePorts({ spec }: Service): boolean {
  if (spec?.type === 'NodePort') return true;
  return spec?.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false;
}

/** Whether nodes answer health checks of the load balancer, which ask for a local endpoint. */
export const wantsHealthCheckPort = ({ spec }: Service): boolean =>
  spec?.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** The one address that is set, in the old or the new field. */
export function clusterIpOf(service: Service | undefined): string {
  const spec = specOf(service);
  return spec.clusterIP || spec.clusterIPs?.[0] || '';
}

function withIpFamilies(spec: ServiceSpec): ServiceSpec {
  const bare = spec.clusterIP === headless && Object.keys(spec.selector ?? {}).length === 0;
  // A headless Service without selector is not bound to one family; its endpoints may have both.
  const ipFamilyPolicy = spec.ipFamilyPolicy ?? (bare ? 'RequireDualStack' : 'SingleStack');
  const both = bare && ipFamilyPolicy !== 'SingleStack';
  const ipFamilies = spec.ipFamilies?.length
    ? spec.ipFamilies
    : both
      ? (['IPv4', 'IPv6'] as const)
      : (['IPv4'] as const);
  return { ...spec, ipFamilies, ipFamilyPolicy };
}

/** Features that a cluster with only IPv4 does not support. */
function checkFamilies(spec: ServiceSpec): readonly FieldError[] {
  const bare = spec.clusterIP === headless && Object.keys(spec.selector ?? {}).length === 0;
  if (bare) return [];
  const found: FieldError[] = [];
  if (spec.ipFamilyPolicy === 'RequireDualStack')
    found.push(
      fieldError.invalid(
        'spec.ipFamilyPolicy',
        spec.ipFamilyPolicy,
        'this cluster is not configured for dual-stack services',
      ),
    );
  spec.ipFamilies?.forEach((family, index) => {
    if (family !== 'IPv4')
      found.push(fieldError.invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
  });
  return found;
}

const isExternal = (spec: ServiceSpec): boolean =>
  spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.externalIPs?.length ?? 0) > 0;

/** The Service with both address fields in agreement and its families set. Throws Invalid. */
export function normalized(service: Service): Service {
  const spec = specOf(service);
  if (spec.type === 'ExternalName') return service;
  const ip = clusterIpOf(service);
  const named: ServiceSpec = ip === '' ? spec : { ...spec, clusterIP: ip, clusterIPs: [ip] };
  const filled = withIpFamilies(named);
  const found = checkFamilies(filled);
  if (found.length > 0) throw errors.invalid({ group: '', kind: 'Service' }, service.metadata?.name ?? '', found);
  const policy = filled.externalTrafficPolicy ?? (isExternal(filled) ? 'Cluster' : undefined);
  return { ...service, spec: { ...filled, ...(policy === undefined ? {} : { externalTrafficPolicy: policy }) } };
}

const samePort = (a: ServicePort, b: ServicePort): boolean =>
  a.port === b.port && (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP');

/** Fields that a client omits in an update because the server had set them: they are kept. */
export function keepAllocated(service: Service, old: Service): Service {
  let spec = specOf(service);
  const before = specOf(old);
  if (wantsClusterIp(service) && clusterIpOf(service) === '' && clusterIpOf(old) !== '')
    spec = { ...spec, clusterIP: clusterIpOf(old), clusterIPs: before.clusterIPs ?? [clusterIpOf(old)] };
  if (before.type !== 'ExternalName' && spec.type !== 'ExternalName')
    spec = {
      ...(before.ipFamilies === undefined ? {} : { ipFamilies: before.ipFamilies }),
      ...(before.ipFamilyPolicy === undefined ? {} : { ipFamilyPolicy: before.ipFamilyPolicy }),
      ...spec,
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
