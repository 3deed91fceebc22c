/** The requests and limits of pods as lists of quantities. */
import type { Pod } from '@kubets/api';
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '@kubets/machinery/quantity';

/** Quantities by the name of their resource. */
export type ResourceList = ReadonlyMap<string, Quantity>;

export function resourceList(list: Readonly<Record<string, string>> | undefined): ResourceList {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

type Sums = Map<string, Quantity>;

function add(sums: Sums, name: string, quantity: Quantity): void {
  const sum = sums.get(name);
  sums.set(name, sum === undefined ? quantity : addQuantities(sum, quantity));
}

function raise(sums: Sums, name: string, least: Quantity): void {
  const sum = sums.get(name);
  if (sum === undefined || compareQuantities(least, sum) > 0) sums.set(name, least);
}

/** The resources that a pod can set for all of its containers. */
const podLevelResources = ['cpu', 'memory'];

/**
 * What the pod as a whole needs: its containers and sidecars together, or an init container beside the sidecars before it,
 * whichever is more. Values for the whole pod take precedence. The time is linear in the size of the pod.
 */
export function podResources({ spec }: Pod, kind: 'requests' | 'limits'): ResourceList {
  const total: Sums = new Map();
  const sidecars: Sums = new Map();
  const initial: Sums = new Map();
  for (const { resources } of spec?.containers ?? [])
    for (const [name, quantity] of resourceList(resources?.[kind])) add(total, name, quantity);
  for (const { resources, restartPolicy } of spec?.initContainers ?? [])
    for (const [name, quantity] of resourceList(resources?.[kind])) {
      const before = sidecars.get(name);
      raise(initial, name, before === undefined ? quantity : addQuantities(before, quantity));
      if (restartPolicy !== 'Always') continue;
      add(sidecars, name, quantity);
      add(total, name, quantity);
    }
  for (const [name, quantity] of initial) raise(total, name, quantity);
  for (const [name, quantity] of resourceList(spec?.resources?.[kind]))
    if (podLevelResources.includes(name)) total.set(name, quantity);
  return total;
}
