/** A pod's quality of service class. */
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '@kubets/machinery/quantity';
import type { Pod, ResourceRequirements } from '../generated/core/v1.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

type Sums = Map<string, Quantity>;
const counted = ['cpu', 'memory'] as const;

/** Adds positive amounts. Returns whether both cpu and memory were positive. */
function add(sums: Sums, list: ResourceRequirements['limits']): boolean {
  let count = 0;
  for (const name of counted) {
    const given = list?.[name];
    if (given === undefined) continue;
    const quantity = parseQuantity(given);
    if (quantity.nanos <= 0n) continue;
    const sum = sums.get(name);
    sums.set(name, sum === undefined ? quantity : addQuantities(sum, quantity));
    count += 1;
  }
  return count === counted.length;
}

/** Computed from the spec. Pod-level resources replace those of the containers. */
export function computeQosClass({ spec }: Pod): QosClass {
  const requests: Sums = new Map();
  const limits: Sums = new Map();
  let guaranteed = true;
  const own = spec?.resources;
  if (own?.requests !== undefined || own?.limits !== undefined) {
    add(requests, own.requests);
    guaranteed = own.limits === undefined || add(limits, own.limits);
  } else {
    for (const { resources } of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]) {
      add(requests, resources?.requests);
      if (!add(limits, resources?.limits)) guaranteed = false;
    }
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const equal = [...requests].every(([name, request]) => {
    const limit = limits.get(name);
    return limit !== undefined && compareQuantities(limit, request) === 0;
  });
  return guaranteed && equal && requests.size === limits.size ? 'Guaranteed' : 'Burstable';
}
