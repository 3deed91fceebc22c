/** The total resource requests of a pod, as the scheduler, the kubelet and quota compute them. */
import { milliValue, parseQuantity, wholeValue } from '@kubets/machinery/quantity';
import type { Container, Pod, ResourceRequirements } from '../generated/core/v1.ts';

/** Amounts by resource name: cpu in millicores, other resources in whole units. */
export type ResourceAmounts = ReadonlyMap<string, number>;

/** Converts a quantity to these units. */
export function amountOf(resource: string, quantity: string | number): number {
  const parsed = parseQuantity(quantity);
  return resource === 'cpu' ? milliValue(parsed) : wholeValue(parsed);
}

export function amountsOf(list: Readonly<Record<string, string | number>> | undefined): Map<string, number> {
  return new Map(Object.entries(list ?? {}).map(([name, quantity]) => [name, amountOf(name, quantity)]));
}

function add(into: Map<string, number>, more: ResourceAmounts): void {
  for (const [name, amount] of more) into.set(name, (into.get(name) ?? 0) + amount);
}

function raise(into: Map<string, number>, least: ResourceAmounts): void {
  for (const [name, amount] of least) into.set(name, Math.max(into.get(name) ?? 0, amount));
}

/** The requests of one container. */
type Side = (resources: ResourceRequirements | undefined) => ResourceAmounts;

/**
 * The larger of: the sum of containers and sidecars, and the largest init container with the sidecars started before it.
 * Pod-level amounts replace this sum. Overhead is added.
 */
function total(pod: Pod, side: Side, podLevel: Side = side): Map<string, number> {
  const sum = new Map<string, number>();
  for (const container of pod.spec?.containers ?? []) add(sum, side(container.resources));
  const sidecars = new Map<string, number>();
  const initPeak = new Map<string, number>();
  for (const container of pod.spec?.initContainers ?? []) {
    const own = side(container.resources);
    // Only what the container names can change: a pod may have tens of thousands of containers with other resources.
    for (const [name, amount] of own) raise(initPeak, new Map([[name, amount + (sidecars.get(name) ?? 0)]]));
    if (container.restartPolicy !== 'Always') continue;
    add(sum, own);
    add(sidecars, own);
  }
  raise(sum, initPeak);
  for (const [name, amount] of podLevel(pod.spec?.resources)) sum.set(name, amount);
  return sum;
}

/** The amounts that a node must have available for the pod. */
export function podRequests(pod: Pod): ResourceAmounts {
  const sum = total(pod, (resources) => amountsOf(resources?.requests));
  add(sum, amountsOf(pod.spec?.overhead));
  return sum;
}

/** The limits of the pod. A resource without a limit in some containers is summed over the others. */
export function podLimits(pod: Pod): ResourceAmounts {
  const sum = total(pod, (resources) => amountsOf(resources?.limits));
  for (const [name, amount] of amountsOf(pod.spec?.overhead)) {
    const limit = sum.get(name);
    if (limit !== undefined) sum.set(name, limit + amount);
  }
  return sum;
}

/** The assumed requests of containers without requests when nodes are scored, so that such pods are spread, too. */
const scoringDefaults: ResourceAmounts = new Map([
  ['cpu', 100],
  ['memory', 200 * 1024 * 1024],
]);

/** Like podRequests, with upstream's defaults for containers without cpu or memory requests. Only for scoring. */
export function podRequestsForScoring(pod: Pod): ResourceAmounts {
  const asked: Side = (resources) => amountsOf(resources?.requests);
  const sum = total(pod, (resources) => new Map([...scoringDefaults, ...asked(resources)]), asked);
  add(sum, amountsOf(pod.spec?.overhead));
  return sum;
}

/** The host ports of a pod: `protocol`, `hostIP` (0.0.0.0 for all addresses) and `hostPort`. */
export interface HostPort {
  readonly protocol: string;
  readonly ip: string;
  readonly port: number;
}

export function hostPorts(pod: Pod): readonly HostPort[] {
  const sidecars = (pod.spec?.initContainers ?? []).filter((each) => each.restartPolicy === 'Always');
  return [...sidecars, ...(pod.spec?.containers ?? [])].flatMap((container: Container) =>
    (container.ports ?? [])
      .filter((port) => (port.hostPort ?? 0) > 0)
      .map((port) => ({ protocol: port.protocol ?? 'TCP', ip: port.hostIP || '0.0.0.0', port: port.hostPort ?? 0 })),
  );
}

/** Whether two host ports conflict on a node. */
export function hostPortsConflict(a: HostPort, b: HostPort): boolean {
  const sameAddress = a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0';
  return a.port === b.port && a.protocol === b.protocol && sameAddress;
}
