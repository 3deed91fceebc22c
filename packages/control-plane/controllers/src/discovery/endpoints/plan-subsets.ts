/** The subsets of a legacy Endpoints object. Pure. */
import type { EndpointAddress, EndpointPort, EndpointSubset, Pod, Service } from '@kubets/api';
import { isReady } from '../../shared/pods/pod-state.ts';
import {
  addressesOf,
  belongsInEndpoints,
  type Family,
  familyOf,
  hostnameIn,
  isHeadless,
  targetPort,
} from '../service-endpoints/pods-of-service.ts';

/** The maximum number of addresses in an object, as upstream. The rest is truncated. */
export const capacity = 1000;

export interface SubsetsPlan {
  readonly subsets: readonly EndpointSubset[];
  readonly truncated: boolean;
}

/** Endpoints have one IP family: that of the Service's first address. */
function familyFor(service: Service, pod: Pod): Family {
  const [declared] = service.spec?.ipFamilies ?? [];
  if (declared) return declared;
  const { clusterIP } = service.spec ?? {};
  return familyOf(clusterIP && clusterIP !== 'None' ? clusterIP : (pod.status?.podIPs?.[0]?.ip ?? ''));
}

function addressOf(service: Service, pod: Pod): EndpointAddress | undefined {
  const [ip] = addressesOf(pod, familyFor(service, pod));
  if (ip === undefined) return undefined;
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  const hostname = hostnameIn(pod, service);
  return {
    ip,
    ...(hostname === undefined ? {} : { hostname }),
    ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

function portsOf(service: Service, pod: Pod): readonly EndpointPort[] {
  return (service.spec?.ports ?? []).flatMap((port) => {
    const target = targetPort(pod, port);
    if (target === undefined) return [];
    const { name, protocol = 'TCP', appProtocol } = port;
    return [
      {
        ...(name ? { name } : {}),
        port: target,
        protocol,
        ...(appProtocol === undefined ? {} : { appProtocol }),
      },
    ];
  });
}

interface Subset {
  readonly ports: readonly EndpointPort[];
  readonly ready: EndpointAddress[];
  readonly notReady: EndpointAddress[];
}

const addressKey = (address: EndpointAddress): string => `${address.ip} ${address.targetRef?.uid ?? ''}`;
const byAddress = (a: EndpointAddress, b: EndpointAddress): number => (addressKey(a) < addressKey(b) ? -1 : 1);
const portText = (port: EndpointPort): string => `${port.name ?? ''} ${port.port} ${port.protocol ?? ''}`;

/** Pods with the same ports share a subset, with ready and unready addresses in separate lists. */
export function planSubsets(service: Service, pods: readonly Pod[]): SubsetsPlan {
  const tolerant = service.spec?.publishNotReadyAddresses === true;
  const subsets = new Map<string, Subset>();
  for (const pod of pods) {
    const address = belongsInEndpoints(pod, tolerant) ? addressOf(service, pod) : undefined;
    if (address === undefined) continue;
    const ports = portsOf(service, pod);
    if (ports.length === 0 && !(isHeadless(service) && (service.spec?.ports ?? []).length === 0)) continue;
    const key = ports.map(portText).sort().join(';');
    const subset = subsets.get(key) ?? { ports, ready: [], notReady: [] };
    subsets.set(key, subset);
    (tolerant || isReady(pod) ? subset.ready : subset.notReady).push(address);
  }
  const sorted = [...subsets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, subset]) => subset);
  return truncate(sorted);
}

/** Truncates the subsets to the capacity. Ready addresses have priority. */
function truncate(subsets: readonly Subset[]): SubsetsPlan {
  const total = subsets.reduce((sum, { ready, notReady }) => sum + ready.length + notReady.length, 0);
  let room = capacity;
  const cut = (addresses: readonly EndpointAddress[]): readonly EndpointAddress[] => {
    const kept = addresses.toSorted(byAddress).slice(0, room);
    room -= kept.length;
    return kept;
  };
  const ready = subsets.map((subset) => cut(subset.ready));
  const notReady = subsets.map((subset) => cut(subset.notReady));
  return {
    truncated: total > capacity,
    subsets: subsets.flatMap(({ ports }, i) => {
      const [addresses = [], notReadyAddresses = []] = [ready[i], notReady[i]];
      if (addresses.length + notReadyAddresses.length === 0) return [];
      return [
        {
          ...(addresses.length === 0 ? {} : { addresses }),
          ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
          ...(ports.length === 0 ? {} : { ports }),
        },
      ];
    }),
  };
}
