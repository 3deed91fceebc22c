/** Custom Endpoints as slices. Pure. */
import type { Endpoint, EndpointAddress, EndpointSlice, EndpointSubset, Endpoints, Service } from '@kubets/api';
import { portsKey, type SliceGroup } from '../service-endpoints/plan-slices.ts';
import { familyOf } from '../service-endpoints/pods-of-service.ts';

const skipMirror = 'endpointslice.kubernetes.io/skip-mirror';
const leader = 'control-plane.alpha.kubernetes.io/leader';
/** The maximum number of mirrored addresses of a subset, as upstream. */
const maxPerSubset = 1000;

/** Whether the Endpoints are mirrored: only those of Services without a selector, because others have slices of their own. */
export function shouldMirror(service: Service | undefined, endpoints: Endpoints): boolean {
  if (service === undefined || Object.keys(service.spec?.selector ?? {}).length > 0) return false;
  if (endpoints.metadata?.labels?.[skipMirror] === 'true') return false;
  return endpoints.metadata?.annotations?.[leader] === undefined;
}

function endpointOf(address: EndpointAddress, ready: boolean): Endpoint {
  const { ip, hostname, nodeName, targetRef } = address;
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(targetRef === undefined ? {} : { targetRef }),
  };
}

const portsOf = (subset: EndpointSubset): EndpointSlice['ports'] =>
  (subset.ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
    name,
    port,
    protocol,
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }));

export function mirrorGroups(endpoints: Endpoints): readonly SliceGroup[] {
  const groups = new Map<
    string,
    { addressType: 'IPv4' | 'IPv6'; ports: NonNullable<EndpointSlice['ports']>; endpoints: Endpoint[] }
  >();
  for (const subset of endpoints.subsets ?? []) {
    const ports = portsOf(subset) ?? [];
    const all = [
      ...(subset.addresses ?? []).map((address) => endpointOf(address, true)),
      ...(subset.notReadyAddresses ?? []).map((address) => endpointOf(address, false)),
    ];
    for (const endpoint of all.slice(0, maxPerSubset)) {
      const addressType = familyOf(endpoint.addresses[0] ?? '');
      const key = `${addressType} ${portsKey(ports)}`;
      const group = groups.get(key) ?? { addressType, ports, endpoints: [] };
      groups.set(key, group);
      group.endpoints.push(endpoint);
    }
  }
  return [...groups.values()];
}
