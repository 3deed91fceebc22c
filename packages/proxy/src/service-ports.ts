/** Which endpoints each port of each Service sends to: pure, from Services and EndpointSlices. */
import type { Endpoint, EndpointSlice, Service, ServicePort } from '@kubets/api';

export type Protocol = 'tcp' | 'udp' | 'sctp';

export interface Target {
  readonly ip: string;
  readonly port: number;
  /** On this node. */
  readonly local: boolean;
}

/** One port of one Service, with everything that rules for it depend on. */
export interface ServicePortPlan {
  /** `namespace/name`. */
  readonly service: string;
  readonly portName: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** 0: none. */
  readonly nodePort: number;
  readonly clusterIp: string;
  /** External IPs and load balancer IPs. */
  readonly externalIps: readonly string[];
  /** Where traffic from inside the cluster goes. */
  readonly targets: readonly Target[];
  /** Where traffic through a node port or an external address goes. */
  readonly externalTargets: readonly Target[];
  /** External traffic keeps its source address and stays on the node. */
  readonly externalLocal: boolean;
  /** Seconds a client stays with an endpoint; 0: no affinity. */
  readonly affinitySeconds: number;
}

const defaultAffinitySeconds = 10_800;

function protocolOf(port: { readonly protocol?: string }): Protocol {
  return (port.protocol ?? 'TCP').toLowerCase() as Protocol;
}

interface Candidate extends Target {
  readonly usable: boolean;
  /** Still answers while it ends. */
  readonly fallback: boolean;
}

function candidate(endpoint: Endpoint, ip: string, port: number, nodeName: string): Candidate {
  const { ready, serving, terminating } = endpoint.conditions ?? {};
  return {
    ip,
    port,
    local: endpoint.nodeName === nodeName,
    usable: ready ?? true,
    fallback: (serving ?? ready ?? true) && (terminating ?? false),
  };
}

/** Every endpoint behind the port, each address once, in a stable order. */
function candidates(slices: readonly EndpointSlice[], port: ServicePort, nodeName: string): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const slice of slices) {
    const match = slice.ports?.find(
      (each) => (each.name ?? '') === (port.name ?? '') && protocolOf(each) === protocolOf(port),
    );
    if (match?.port === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      const ip = endpoint.addresses[0];
      if (ip !== undefined) found.set(`${ip}:${match.port}`, candidate(endpoint, ip, match.port, nodeName));
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key) as Candidate);
}

/** Ready endpoints; where there are none, those that still serve while they terminate (KEP-1669). */
function chosen(all: readonly Candidate[], onlyLocal: boolean): readonly Target[] {
  const inScope = onlyLocal ? all.filter((each) => each.local) : all;
  const ready = inScope.filter((each) => each.usable);
  const picked = ready.length > 0 ? ready : inScope.filter((each) => each.fallback);
  return picked.map(({ ip, port, local }) => ({ ip, port, local }));
}

function familyOf(ip: string): 'IPv4' | 'IPv6' {
  return ip.includes(':') ? 'IPv6' : 'IPv4';
}

function plansOf(
  service: Service,
  slices: readonly EndpointSlice[],
  nodeName: string,
  family: string,
): ServicePortPlan[] {
  const { spec } = service;
  const clusterIp = (spec?.clusterIPs ?? [spec?.clusterIP ?? '']).find((ip) => ip.includes('.') || ip.includes(':'));
  if (!spec || clusterIp === undefined || familyOf(clusterIp) !== family || spec.type === 'ExternalName') return [];
  const name = `${service.metadata?.namespace}/${service.metadata?.name}`;
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  const externalIps = [...(spec.externalIPs ?? []), ...ingress.flatMap((each) => each.ip ?? [])];
  const externalLocal = spec.externalTrafficPolicy === 'Local';
  return (spec.ports ?? []).map((port) => {
    const all = candidates(slices, port, nodeName);
    return {
      service: name,
      portName: port.name ?? '',
      protocol: protocolOf(port),
      port: port.port,
      nodePort: port.nodePort ?? 0,
      clusterIp,
      externalIps: externalIps.filter((ip) => familyOf(ip) === family),
      targets: chosen(all, spec.internalTrafficPolicy === 'Local'),
      externalTargets: chosen(all, externalLocal),
      externalLocal,
      affinitySeconds:
        spec.sessionAffinity === 'ClientIP'
          ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinitySeconds)
          : 0,
    };
  });
}

const proxyNameLabel = 'service.kubernetes.io/service-proxy-name';
const headlessLabel = 'service.kubernetes.io/headless';
const serviceNameLabel = 'kubernetes.io/service-name';

/** Whether the label leaves the object to another proxy, or to none. */
function isOurs(object: Service | EndpointSlice): boolean {
  const labels = object.metadata?.labels ?? {};
  return !(Object.hasOwn(labels, proxyNameLabel) || Object.hasOwn(labels, headlessLabel));
}

/**
 * The plan for every Service port with a cluster IP of `family`. `nodeName` decides what is local.
 */
export function planServicePorts(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
  nodeName: string,
  family: 'IPv4' | 'IPv6' = 'IPv4',
): readonly ServicePortPlan[] {
  const byService = Map.groupBy(
    slices.filter((slice) => slice.addressType === family && isOurs(slice)),
    (slice) => `${slice.metadata?.namespace}/${slice.metadata?.labels?.[serviceNameLabel] ?? ''}`,
  );
  return services
    .filter(isOurs)
    .flatMap((service) =>
      plansOf(
        service,
        byService.get(`${service.metadata?.namespace}/${service.metadata?.name}`) ?? [],
        nodeName,
        family,
      ),
    );
}
