/** The endpoints of a Service from its pods, by ports and address family. Pure. */
import type { DiscoveryEndpointPort, Endpoint, Node, Pod, Service } from '@kubets/api';
import { zoneLabel } from '../../shared/node-conditions.ts';
import { isReady } from '../../shared/pods/pod-state.ts';
import { portsKey, type SliceGroup } from '../service-endpoints/plan-slices.ts';
import {
  addressesOf,
  belongsInEndpoints,
  type Family,
  familyOf,
  hostnameIn,
  isHeadless,
  targetPort,
} from '../service-endpoints/pods-of-service.ts';

export interface EndpointsPlan {
  readonly groups: readonly SliceGroup[];
  /** Nodes of pods that the cache does not have, for a retry. */
  readonly missingNodes: readonly string[];
}

/** The IP families of a Service, by default those of its cluster IPs. */
function familiesOf(service: Service): readonly Family[] {
  const declared = (service.spec?.ipFamilies ?? []).filter((family): family is Family => family !== '');
  if (declared.length > 0) return declared;
  const own = (service.spec?.clusterIPs ?? []).filter((ip) => ip !== 'None' && ip !== '').map(familyOf);
  return own.length > 0 ? [...new Set(own)] : ['IPv4', 'IPv6'];
}

/** The Service ports that a pod serves, without named target ports that the pod does not have. */
function portsOf(service: Service, pod: Pod): readonly DiscoveryEndpointPort[] {
  return (service.spec?.ports ?? []).flatMap((port) => {
    const target = targetPort(pod, port);
    if (target === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = port;
    return [{ name, protocol, port: target, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}

function hintsOf(
  service: Service,
  ready: boolean,
  zone: string | undefined,
  nodeName: string | undefined,
): Pick<Endpoint, 'hints'> {
  const distribution = service.spec?.trafficDistribution;
  if (!ready || !distribution || zone === undefined) return {};
  const forZones = [{ name: zone }];
  if (distribution === 'PreferSameNode' && nodeName) return { hints: { forZones, forNodes: [{ name: nodeName }] } };
  return distribution === 'PreferClose' || distribution === 'PreferSameZone' ? { hints: { forZones } } : {};
}

function endpointOf(service: Service, pod: Pod, family: Family, node: Node | undefined): Endpoint {
  const serving = isReady(pod);
  const terminating = pod.metadata?.deletionTimestamp !== undefined;
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating);
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  const nodeName = pod.spec?.nodeName;
  const zone = node?.metadata?.labels?.[zoneLabel];
  const hostname = hostnameIn(pod, service);
  return {
    addresses: addressesOf(pod, family),
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName ? { nodeName } : {}),
    ...(zone ? { zone } : {}),
    ...hintsOf(service, ready, zone, nodeName),
  };
}

export function planEndpoints(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
): EndpointsPlan {
  const missingNodes = new Set<string>();
  const publishAll = service.spec?.publishNotReadyAddresses === true;
  const usable = pods.filter((pod) => {
    if (!belongsInEndpoints(pod, true)) return false;
    const nodeName = pod.spec?.nodeName;
    if (!nodeName || nodeOf(nodeName) !== undefined) return true;
    // A pod of a deleted node must not remain published.
    if (!publishAll) missingNodes.add(nodeName);
    return publishAll;
  });
  const groups = familiesOf(service).flatMap((addressType): readonly SliceGroup[] => {
    const byPorts = new Map<string, { ports: readonly DiscoveryEndpointPort[]; endpoints: Endpoint[] }>();
    for (const pod of usable) {
      if (addressesOf(pod, addressType).length === 0) continue;
      const ports = portsOf(service, pod);
      if (ports.length === 0 && !(isHeadless(service) && (service.spec?.ports ?? []).length === 0)) continue;
      const key = portsKey(ports);
      const group = byPorts.get(key) ?? { ports, endpoints: [] };
      byPorts.set(key, group);
      group.endpoints.push(endpointOf(service, pod, addressType, nodeOf(pod.spec?.nodeName ?? '')));
    }
    if (byPorts.size === 0) return [{ addressType, ports: [], endpoints: [] }];
    return [...byPorts.values()].map((group) => ({ addressType, ...group }));
  });
  return { groups, missingNodes: [...missingNodes] };
}
