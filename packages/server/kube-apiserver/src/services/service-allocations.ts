/** The allocations of a Service: an IPAddress for each cluster IP, a record for each node port. */
import { type IPAddress, ipAddresses, type Service, services } from '@kubets/api';
import type { Allocation, AllocationHolder, AllocationRegister } from '@kubets/apiserver/subresources';
import type { KubeObject } from '@kubets/machinery/meta';
import { canonicalAddress, familyOf } from './address-range.ts';
import { headless, nodePortsOf } from './service-needs.ts';

/** Upstream, node ports (including health checks') are not objects either. */
export const nodePortRegister = 'nodeports';

const familyLabel = 'ipaddress.kubernetes.io/ip-family';
const managerLabel = 'ipaddress.kubernetes.io/managed-by';
const manager = 'ipallocator.k8s.io';

function parentOf({ metadata }: Service) {
  return { resource: services.plural, namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' };
}

/** All cluster IPs of the object in canonical form; none for a headless Service and for an ExternalName. */
export function clusterIpsOf(service: Service | undefined): readonly string[] {
  const { type, clusterIP = '', clusterIPs = [] } = service?.spec ?? {};
  if (type === 'ExternalName') return [];
  const named = clusterIPs.length > 0 ? clusterIPs : [clusterIP];
  return named.filter((ip) => ip !== '' && ip !== headless).map(canonicalAddress);
}

function addressOf(ip: string, service: Service): IPAddress {
  const labels = { [familyLabel]: familyOf(ip), [managerLabel]: manager };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: { name: ip, labels },
    spec: { parentRef: parentOf(service) },
  };
}

function portRecord(port: number, service: Service): KubeObject {
  const spec = { parentRef: parentOf(service) };
  return { apiVersion: 'v1', kind: 'NodePort', metadata: { name: String(port) }, spec } as KubeObject;
}

export function allocationsOf(service: Service): readonly Allocation[] {
  return [
    ...clusterIpsOf(service).map((ip) => ({ register: ipAddresses, name: ip, record: addressOf(ip, service) })),
    ...nodePortsOf(service).map((port) => ({
      register: nodePortRegister,
      name: String(port),
      record: portRecord(port, service),
    })),
  ];
}

/** An IPAddress that another component manages is not touched; one of ours that names no Service belongs to none. */
export function holderOf(register: AllocationRegister, record: KubeObject): AllocationHolder {
  if (register !== nodePortRegister && record.metadata?.labels?.[managerLabel] !== manager) return 'not ours';
  const { group = '', resource, namespace = '', name } = (record as IPAddress).spec?.parentRef ?? {};
  if (group !== '' || resource !== services.plural || name === undefined) return 'nobody';
  return { namespace, name };
}
