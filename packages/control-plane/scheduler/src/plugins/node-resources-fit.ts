/** Rejects nodes without room for the pod's requests; prefers the emptiest. */
import { podRequests, podRequestsForScoring, type ResourceAmounts } from '@kubets/api';
import type { NodeInfo } from '../node-info.ts';
import { defineSchedulerPlugin, verdict } from '../plugin.ts';

interface Needs {
  readonly requests: ResourceAmounts;
  readonly scoring: ResourceAmounts;
}

const room = verdict([]);

/** Upstream's words for each resource that the node has too little of. */
function shortages(requests: ResourceAmounts, node: NodeInfo): string[] {
  const short: string[] = [];
  if (node.podCount + 1 > (node.allocatable.get('pods') ?? 0)) short.push('Too many pods');
  for (const [name, amount] of requests) {
    if (amount > 0 && amount > (node.allocatable.get(name) ?? 0) - (node.requested.get(name) ?? 0))
      short.push(`Insufficient ${name}`);
  }
  return short;
}

/** 0 to 100: the mean share of cpu and memory that would stay free. */
function leastAllocated(needs: Needs, node: NodeInfo): number {
  let sum = 0;
  for (const name of ['cpu', 'memory']) {
    const capacity = node.allocatable.get(name) ?? 0;
    const used = (node.requestedForScoring.get(name) ?? 0) + (needs.scoring.get(name) ?? 0);
    if (capacity > 0 && used <= capacity) sum += Math.floor(((capacity - used) * 100) / capacity);
  }
  return Math.floor(sum / 2);
}

export const nodeResourcesFit = defineSchedulerPlugin<Needs>({
  name: 'NodeResourcesFit',
  wakeOn: { node: ['add', 'update'], pod: ['delete', 'update'] },
  preFilter: (pod) => ({ requests: podRequests(pod), scoring: podRequestsForScoring(pod) }),
  filter: ({ requests }, node) => {
    const short = shortages(requests, node);
    return short.length === 0 ? room : verdict(short);
  },
  score: leastAllocated,
});

/** 0 to 100: how evenly cpu and memory would be used. */
function balance(scoring: ResourceAmounts, node: NodeInfo): number {
  const share = (name: string): number => {
    const capacity = node.allocatable.get(name) ?? 0;
    return capacity === 0 ? 1 : Math.min(1, ((node.requested.get(name) ?? 0) + (scoring.get(name) ?? 0)) / capacity);
  };
  // The standard deviation of two shares is half their distance.
  return Math.floor((1 - Math.abs(share('cpu') - share('memory')) / 2) * 100);
}

/** Prefers nodes on which cpu and memory would be used alike. */
export const nodeResourcesBalancedAllocation = defineSchedulerPlugin<ResourceAmounts>({
  name: 'NodeResourcesBalancedAllocation',
  wakeOn: {},
  preFilter: (pod) => {
    const requests = podRequests(pod);
    return requests.has('cpu') || requests.has('memory') ? requests : 'skip';
  },
  score: balance,
});
