/** Which endpoints each port of each Service sends to: pure, from Services and EndpointSlices. */
import type { Endpoint, EndpointSlice, Service, ServicePort } from '@kubets/api';
import { objectKey, objectKeyOf } from '@kubets/machinery/object-key';
import { formatIp, parseIp } from '@kubets/machinery/values';

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
  readonly externalIps: readonly string[];
  /** Addresses of load balancers that deliver packets with these addresses as their destination. */
  readonly loadBalancerIps: readonly string[];
  /** From where packets to the load balancer's addresses are taken, of either family; undefined: from anywhere. */
  readonly sourceRanges: readonly string[] | undefined;
  /** Where traffic from inside the cluster goes. */
  readonly targets: readonly Target[];
  /** Where traffic through a node port or an external address goes. */
  readonly externalTargets: readonly Target[];
  /** Whether an endpoint can take traffic at all, be it on another node. */
  readonly hasEndpoints: boolean;
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

const portKey = (port: { readonly name?: string; readonly protocol?: string }): string =>
  `${protocolOf(port)}/${port.name ?? ''}`;

/** A slice and a Service may have thousands of ports each: they are not compared one by one. */
interface IndexedSlice {
  readonly slice: EndpointSlice;
  readonly ports: ReadonlyMap<string, { readonly port?: number }>;
}

const indexed = (slice: EndpointSlice): IndexedSlice => ({
  slice,
  // The first of a name counts.
  ports: new Map((slice.ports ?? []).toReversed().map((port) => [portKey(port), port])),
});

/** Every endpoint behind the port, each address once, in a stable order. */
function candidates(slices: readonly IndexedSlice[], port: ServicePort, nodeName: string): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const { slice, ports } of slices) {
    const match = ports.get(portKey(port));
    if (match?.port === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      const [ip] = canonicalIps(endpoint.addresses.slice(0, 1));
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

type Family = 'IPv4' | 'IPv6';

/** What nearly every address looks like: it needs no parsing, and there are thousands of them in each plan. */
const plainIpv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** Rules hold addresses as text: what is no address never gets that far. */
function canonicalIps(texts: readonly string[], family?: Family): readonly string[] {
  return texts.flatMap((text) => {
    if (plainIpv4.test(text)) return family === 'IPv6' ? [] : [text];
    const ip = parseIp(text, { sloppy: true });
    if (ip === undefined || (family !== undefined && ip.version !== (family === 'IPv4' ? 4 : 6))) return [];
    return [formatIp(ip)];
  });
}

/** Undefined: no limit. A list without a usable range lets nobody in. */
function sourceRangesOf({ spec }: Service): readonly string[] | undefined {
  const ranges = spec?.loadBalancerSourceRanges ?? [];
  return ranges.length === 0 ? undefined : ranges;
}

function plansOf(
  service: Service,
  slices: readonly EndpointSlice[],
  nodeName: string,
  family: Family,
): ServicePortPlan[] {
  const { spec } = service;
  const [clusterIp] = canonicalIps(spec?.clusterIPs ?? [spec?.clusterIP ?? ''], family);
  if (!spec || clusterIp === undefined || spec.type === 'ExternalName') return [];
  const name = objectKeyOf(service);
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  const externalIps = canonicalIps(spec.externalIPs ?? [], family);
  // With the mode Proxy, packets come with the node's address: the load balancer's is no Service address here.
  const balancers = ingress.filter((each) => (each.ipMode ?? 'VIP') === 'VIP').flatMap((each) => each.ip ?? []);
  const loadBalancerIps = canonicalIps(balancers, family);
  const sourceRanges = sourceRangesOf(service);
  const externalLocal = spec.externalTrafficPolicy === 'Local';
  const withPorts = slices.map(indexed);
  return (spec.ports ?? []).map((port) => {
    const all = candidates(withPorts, port, nodeName);
    return {
      service: name,
      portName: port.name ?? '',
      protocol: protocolOf(port),
      port: port.port,
      nodePort: port.nodePort ?? 0,
      clusterIp,
      externalIps,
      loadBalancerIps,
      sourceRanges,
      targets: chosen(all, spec.internalTrafficPolicy === 'Local'),
      externalTargets: chosen(all, externalLocal),
      hasEndpoints: chosen(all, false).length > 0,
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
  family: Family = 'IPv4',
): readonly ServicePortPlan[] {
  const byService = Map.groupBy(
    slices.filter((slice) => slice.addressType === family && isOurs(slice)),
    (slice) => objectKey(slice.metadata?.namespace ?? '', slice.metadata?.labels?.[serviceNameLabel] ?? ''),
  );
  return services
    .filter(isOurs)
    .flatMap((service) => plansOf(service, byService.get(objectKeyOf(service)) ?? [], nodeName, family));
}
