/** Which pods a Service selects, and what it publishes of them. */
import { type Container, type Pod, type Service, type ServicePort, services } from '@kubets/api';
import type { CacheReader } from '@kubets/controller-runtime';
import { type NamespacedName, namespacedNameOf } from '@kubets/machinery/object-key';
import { parseTime } from '@kubets/machinery/time';
import { isTerminal, podCondition } from '../../shared/pods/pod-state.ts';

export type Family = 'IPv4' | 'IPv6';

export const familyOf = (ip: string): Family => (ip.includes(':') ? 'IPv6' : 'IPv4');

export const isHeadless = (service: Service): boolean => service.spec?.clusterIP === 'None';

/** A Service without a selector selects no pods. */
export function selects(service: Service, labels: Readonly<Record<string, string>> | undefined): boolean {
  const wanted = Object.entries(service.spec?.selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
}

export function servicesOf(pod: Pod, cache: CacheReader): readonly NamespacedName[] {
  const { namespace = '', labels } = pod.metadata ?? {};
  return cache
    .list(services, namespace)
    .filter((service) => selects(service, labels))
    .map(namespacedNameOf);
}

/** Whether the pod has an address and is not finished. With `terminating`, terminating pods are included. */
export function belongsInEndpoints(pod: Pod, terminating: boolean): boolean {
  if (isTerminal(pod) || (pod.status?.podIPs ?? []).length === 0) return false;
  return terminating || pod.metadata?.deletionTimestamp === undefined;
}

export function addressesOf(pod: Pod, family: Family): readonly string[] {
  return (pod.status?.podIPs ?? []).map((each) => each.ip).filter((ip) => familyOf(ip) === family);
}

function containersWithPorts(pod: Pod): readonly Container[] {
  const sidecars = pod.spec?.initContainers?.filter((each) => each.restartPolicy === 'Always') ?? [];
  return [...(pod.spec?.containers ?? []), ...sidecars];
}

/** The port of the pod for a Service port; undefined if the pod has no port of that name. */
export function targetPort(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target === 0 ? port.port : target;
  const protocol = port.protocol ?? 'TCP';
  return containersWithPorts(pod)
    .flatMap((container) => container.ports ?? [])
    .find((each) => each.name === target && (each.protocol ?? 'TCP') === protocol)?.containerPort;
}

/** The hostname of the pod in the DNS records of the Service, if it has one. */
export function hostnameIn(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec ?? {};
  return hostname && subdomain === service.metadata?.name ? hostname : undefined;
}

/**
 * The time of the change that led to the current endpoints: the latest time at which a pod became ready or unready, or the Service was
 * created. The latency of endpoint programming is measured from it.
 */
export function lastChange(service: Service, pods: readonly Pod[]): string | undefined {
  const times = [
    service.metadata?.creationTimestamp ?? '',
    ...pods.map((pod) => podCondition(pod, 'Ready')?.lastTransitionTime ?? ''),
  ];
  return times.reduce<string | undefined>(
    (latest, time) => ((parseTime(time) ?? 0) > (parseTime(latest ?? '') ?? 0) ? time : latest),
    undefined,
  );
}
