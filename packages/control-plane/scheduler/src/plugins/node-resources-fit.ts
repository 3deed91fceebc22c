/** Rejects nodes without enough free resources for the pod; prefers the least allocated. */
import { podRequests, podRequestsForScoring, type ResourceAmounts } from '@kubets/api/scheduling-rules';
import type { NodeInfo } from '../node-info.ts';
import { defineSchedulerPlugin, unschedulable } from '../plugin.ts';

interface PreFilterState {
  readonly requests: ResourceAmounts;
  readonly scoring: ResourceAmounts;
}

const success = unschedulable([]);

/** A reason, as upstream words it, for each resource that the node lacks. */
function insufficientResources(requests: ResourceAmounts, node: NodeInfo): string[] {
  const reasons: string[] = [];
  if (node.podCount + 1 > (node.allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
  for (const [name, amount] of requests) {
    if (amount > 0 && amount > (node.allocatable.get(name) ?? 0) - (node.requested.get(name) ?? 0))
      reasons.push(`Insufficient ${name}`);
  }
  return reasons;
}

/** 0 to 100: the mean percentage of cpu and memory that would remain free. Resources the node lacks do not count. */
function leastAllocated(needs: PreFilterState, node: NodeInfo): number {
  let sum = 0;
  let counted = 0;
  for (const name of ['cpu', 'memory']) {
    const capacity = node.allocatable.get(name) ?? 0;
    if (capacity === 0) continue;
    const used = (node.nonZeroRequested.get(name) ?? 0) + (needs.scoring.get(name) ?? 0);
    if (used <= capacity) sum += Math.floor(((capacity - used) * 100) / capacity);
    counted++;
  }
  return counted === 0 ? 0 : Math.floor(sum / counted);
}

export const nodeResourcesFit = defineSchedulerPlugin<PreFilterState>({
  name: 'NodeResourcesFit',
  eventsToRegister: { node: ['add', 'update'], pod: ['delete', 'update'] },
  preFilter: (pod) => ({ requests: podRequests(pod), scoring: podRequestsForScoring(pod) }),
  filter: ({ requests }, node) => {
    const reasons = insufficientResources(requests, node);
    return reasons.length === 0 ? success : unschedulable(reasons);
  },
  score: leastAllocated,
});

/** 0 to 100: how balanced the use of cpu and memory would be. 100 if the node has only one of them. */
function balancedAllocation(requests: ResourceAmounts, node: NodeInfo): number {
  const share = (name: string): number | undefined => {
    const capacity = node.allocatable.get(name) ?? 0;
    if (capacity === 0) return undefined;
    return Math.min(1, ((node.requested.get(name) ?? 0) + (requests.get(name) ?? 0)) / capacity);
  };
  const [cpu, memory] = [share('cpu'), share('memory')];
  if (cpu === undefined || memory === undefined) return 100;
  // The standard deviation of two fractions is half their difference.
  return Math.floor((1 - Math.abs(cpu - memory) / 2) * 100);
}

/** Prefers nodes where the use of cpu and memory would be balanced. */
export const nodeResourcesBalancedAllocation = defineSchedulerPlugin<ResourceAmounts>({
  name: 'NodeResourcesBalancedAllocation',
  eventsToRegister: {},
  preFilter: (pod) => {
    const requests = podRequests(pod);
    return requests.has('cpu') || requests.has('memory') ? requests : 'skip';
  },
  score: balancedAllocation,
});
