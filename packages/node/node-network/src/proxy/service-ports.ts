/** The endpoints of each Service port, from Services and EndpointSlices. Pure. */
import type { Endpoint, EndpointSlice, Service, ServicePort } from '@kubets/api';
import { objectKey, objectKeyOf } from '@kubets/machinery/object-key';
import { formatIp, parseIp } from '@kubets/machinery/values';

export type Protocol = 'tcp' | 'udp' | 'sctp';

export interface EndpointInfo {
  readonly ip: string;
  readonly port: number;
  /** Whether it is on this node. */
  readonly isLocal: boolean;
}

/** One port of one Service, with everything its rules depend on. */
export interface ServicePortInfo {
  /** `namespace/name`. */
  readonly service: string;
  readonly portName: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** 0 for none. */
  readonly nodePort: number;
  readonly clusterIp: string;
  readonly externalIps: readonly string[];
  /** Load balancer addresses that packets still have as their destination when they reach the node (`ipMode: VIP`). */
  readonly loadBalancerVIPs: readonly string[];
  /** The sources that may connect to the load balancer's addresses, of either family; undefined for no restriction. */
  readonly loadBalancerSourceRanges: readonly string[] | undefined;
  /** The endpoints of traffic from inside the cluster, by the internal traffic policy. */
  readonly internalEndpoints: readonly EndpointInfo[];
  /** The endpoints of traffic to a node port or an external address, by the external traffic policy. */
  readonly externalEndpoints: readonly EndpointInfo[];
  /** Whether any node has a usable endpoint. */
  readonly hasAnyEndpoints: boolean;
  /** Whether external traffic stays on the node and keeps its source address. */
  readonly externalPolicyLocal: boolean;
  /** How long, in seconds, session affinity keeps a client at an endpoint; 0 for no affinity. */
  readonly stickyMaxAgeSeconds: number;
}

const defaultStickyMaxAgeSeconds = 10_800;

function protocolOf(port: { readonly protocol?: string }): Protocol {
  return (port.protocol ?? 'TCP').toLowerCase() as Protocol;
}

interface Candidate extends EndpointInfo {
  readonly ready: boolean;
  /** Terminating, but still serving. */
  readonly servingTerminating: boolean;
}

function candidateOf(endpoint: Endpoint, ip: string, port: number, nodeName: string): Candidate {
  const { ready, serving, terminating } = endpoint.conditions ?? {};
  return {
    ip,
    port,
    isLocal: endpoint.nodeName === nodeName,
    ready: ready ?? true,
    servingTerminating: (serving ?? ready ?? true) && (terminating ?? false),
  };
}

const portKey = (port: { readonly name?: string; readonly protocol?: string }): string =>
  `${protocolOf(port)}/${port.name ?? ''}`;

/** A slice with its ports by key: slices and Services may have thousands of ports each, which must not be compared pairwise. */
interface IndexedSlice {
  readonly slice: EndpointSlice;
  readonly ports: ReadonlyMap<string, { readonly port?: number }>;
}

const indexed = (slice: EndpointSlice): IndexedSlice => ({
  slice,
  // Of several ports with one key, the first counts.
  ports: new Map((slice.ports ?? []).toReversed().map((port) => [portKey(port), port])),
});

/** All endpoints of the port, each address once, in a stable order. */
function reachableEndpoints(
  slices: readonly IndexedSlice[],
  port: ServicePort,
  nodeName: string,
): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const { slice, ports } of slices) {
    const match = ports.get(portKey(port));
    if (match?.port === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      const [ip] = canonicalIps(endpoint.addresses.slice(0, 1));
      if (ip !== undefined) found.set(`${ip}:${match.port}`, candidateOf(endpoint, ip, match.port, nodeName));
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key) as Candidate);
}

/** The ready endpoints or, if there are none, those that are terminating but still serving (KEP-1669). */
function categorizeEndpoints(all: readonly Candidate[], localOnly: boolean): readonly EndpointInfo[] {
  const inScope = localOnly ? all.filter((each) => each.isLocal) : all;
  const ready = inScope.filter((each) => each.ready);
  const picked = ready.length > 0 ? ready : inScope.filter((each) => each.servingTerminating);
  return picked.map(({ ip, port, isLocal }) => ({ ip, port, isLocal }));
}

type Family = 'IPv4' | 'IPv6';

/** Nearly every address matches this and needs no parsing; there can be thousands. */
const plainIpv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** Addresses in canonical form. Rules contain addresses as text, so anything that is no address is left out here. */
function canonicalIps(texts: readonly string[], family?: Family): readonly string[] {
  return texts.flatMap((text) => {
    if (plainIpv4.test(text)) return family === 'IPv6' ? [] : [text];
    const ip = parseIp(text, { sloppy: true });
    if (ip === undefined || (family !== undefined && ip.version !== (family === 'IPv4' ? 4 : 6))) return [];
    return [formatIp(ip)];
  });
}

/** Undefined for no restriction. A list without a valid range admits no source. */
function sourceRangesOf({ spec }: Service): readonly string[] | undefined {
  const ranges = spec?.loadBalancerSourceRanges ?? [];
  return ranges.length === 0 ? undefined : ranges;
}

function servicePortsOf(
  service: Service,
  slices: readonly EndpointSlice[],
  nodeName: string,
  family: Family,
): ServicePortInfo[] {
  const { spec } = service;
  const [clusterIp] = canonicalIps(spec?.clusterIPs ?? [spec?.clusterIP ?? ''], family);
  if (!spec || clusterIp === undefined || spec.type === 'ExternalName') return [];
  const name = objectKeyOf(service);
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  const externalIps = canonicalIps(spec.externalIPs ?? [], family);
  // In mode Proxy the load balancer sends packets to the node's address, so its own address needs no rules.
  const balancers = ingress.filter((each) => (each.ipMode ?? 'VIP') === 'VIP').flatMap((each) => each.ip ?? []);
  const loadBalancerVIPs = canonicalIps(balancers, family);
  const sourceRanges = sourceRangesOf(service);
  const externalPolicyLocal = spec.externalTrafficPolicy === 'Local';
  const withPorts = slices.map(indexed);
  return (spec.ports ?? []).map((port) => {
    const all = reachableEndpoints(withPorts, port, nodeName);
    return {
      service: name,
      portName: port.name ?? '',
      protocol: protocolOf(port),
      port: port.port,
      nodePort: port.nodePort ?? 0,
      clusterIp,
      externalIps,
      loadBalancerVIPs,
      loadBalancerSourceRanges: sourceRanges,
      internalEndpoints: categorizeEndpoints(all, spec.internalTrafficPolicy === 'Local'),
      externalEndpoints: categorizeEndpoints(all, externalPolicyLocal),
      hasAnyEndpoints: categorizeEndpoints(all, false).length > 0,
      externalPolicyLocal,
      stickyMaxAgeSeconds:
        spec.sessionAffinity === 'ClientIP'
          ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultStickyMaxAgeSeconds)
          : 0,
    };
  });
}

const proxyNameLabel = 'service.kubernetes.io/service-proxy-name';
const headlessLabel = 'service.kubernetes.io/headless';
const serviceNameLabel = 'kubernetes.io/service-name';

/** Whether this proxy handles the object: its labels assign it neither to another proxy nor to none. */
function isForThisProxy(object: Service | EndpointSlice): boolean {
  const labels = object.metadata?.labels ?? {};
  return !(Object.hasOwn(labels, proxyNameLabel) || Object.hasOwn(labels, headlessLabel));
}

/** Every Service port with a cluster IP of `family`. `nodeName` decides which endpoints are local. */
export function buildServicePorts(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
  nodeName: string,
  family: Family = 'IPv4',
): readonly ServicePortInfo[] {
  const byService = Map.groupBy(
    slices.filter((slice) => slice.addressType === family && isForThisProxy(slice)),
    (slice) => objectKey(slice.metadata?.namespace ?? '', slice.metadata?.labels?.[serviceNameLabel] ?? ''),
  );
  return services
    .filter(isForThisProxy)
    .flatMap((service) => servicePortsOf(service, byService.get(objectKeyOf(service)) ?? [], nodeName, family));
}
