/** What a pod asks of a node: the sum that scheduler, kubelet and quota agree on. */
import { milliValue, parseQuantity, wholeValue } from '@kubets/machinery/quantity';
import type { Container, Pod, ResourceRequirements } from '../generated/core/v1.ts';

/** Amounts by resource name: cpu in thousandths, everything else in whole units (bytes, pieces). */
export type ResourceAmounts = ReadonlyMap<string, number>;

/** One quantity in the unit that amounts use. */
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

/** What one container counts for. */
type Side = (resources: ResourceRequirements | undefined) => ResourceAmounts;

/**
 * Containers together with sidecars, or the init container that needs most (beside the sidecars started before it),
 * whichever is more; pod-level amounts stand in their place where given; overhead on top.
 */
function total(pod: Pod, side: Side, podLevel: Side = side): Map<string, number> {
  const sum = new Map<string, number>();
  for (const container of pod.spec?.containers ?? []) add(sum, side(container.resources));
  const sidecars = new Map<string, number>();
  const initPeak = new Map<string, number>();
  for (const container of pod.spec?.initContainers ?? []) {
    const own = side(container.resources);
    if (container.restartPolicy === 'Always') {
      add(sum, own);
      add(sidecars, own);
      raise(initPeak, sidecars);
    } else {
      const together = new Map(sidecars);
      add(together, own);
      raise(initPeak, together);
    }
  }
  raise(sum, initPeak);
  for (const [name, amount] of podLevel(pod.spec?.resources)) sum.set(name, amount);
  return sum;
}

/** What must be free on a node for the pod. */
export function podRequests(pod: Pod): ResourceAmounts {
  const sum = total(pod, (resources) => amountsOf(resources?.requests));
  add(sum, amountsOf(pod.spec?.overhead));
  return sum;
}

/** The most the pod may use; a resource that any of its containers leaves unlimited is summed over the others. */
export function podLimits(pod: Pod): ResourceAmounts {
  const sum = total(pod, (resources) => amountsOf(resources?.limits));
  for (const [name, amount] of amountsOf(pod.spec?.overhead)) {
    const limit = sum.get(name);
    if (limit !== undefined) sum.set(name, limit + amount);
  }
  return sum;
}

/** What a container without requests counts as when nodes are compared, so that such pods spread too. */
const scoringDefaults: ResourceAmounts = new Map([
  ['cpu', 100],
  ['memory', 200 * 1024 * 1024],
]);

/** As podRequests, with upstream's defaults for containers that ask for no cpu or no memory: for scores only. */
export function podRequestsForScoring(pod: Pod): ResourceAmounts {
  const asked: Side = (resources) => amountsOf(resources?.requests);
  const sum = total(pod, (resources) => new Map([...scoringDefaults, ...asked(resources)]), asked);
  add(sum, amountsOf(pod.spec?.overhead));
  return sum;
}

/** Host ports a pod takes: `protocol`, `hostIP` (0.0.0.0 for all) and `hostPort`. */
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

/** Whether two host ports cannot be on one node together. */
export function hostPortsConflict(a: HostPort, b: HostPort): boolean {
  const sameAddress = a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0';
  return a.port === b.port && a.protocol === b.protocol && sameAddress;
}
