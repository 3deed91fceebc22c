/** Rejects nodes without room for the pod's requests; prefers the emptiest. */
import { podRequests, podRequestsForScoring, type ResourceAmounts } from '@kubets/api/scheduling-rules';
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

/** 0 to 100: the mean share of cpu and memory that would stay free. What the node has none of does not count. */
function leastAllocated(needs: Needs, node: NodeInfo): number {
  let sum = 0;
  let counted = 0;
  for (const name of ['cpu', 'memory']) {
    const capacity = node.allocatable.get(name) ?? 0;
    if (capacity === 0) continue;
    const used = (node.requestedForScoring.get(name) ?? 0) + (needs.scoring.get(name) ?? 0);
    if (used <= capacity) sum += Math.floor(((capacity - used) * 100) / capacity);
    counted++;
  }
  return counted === 0 ? 0 : Math.floor(sum / counted);
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

/** 0 to 100: how evenly cpu and memory would be used. A node that has only one of them is used evenly. */
function balance(requests: ResourceAmounts, node: NodeInfo): number {
  const share = (name: string): number | undefined => {
    const capacity = node.allocatable.get(name) ?? 0;
    if (capacity === 0) return undefined;
    return Math.min(1, ((node.requested.get(name) ?? 0) + (requests.get(name) ?? 0)) / capacity);
  };
  const [cpu, memory] = [share('cpu'), share('memory')];
  if (cpu === undefined || memory === undefined) return 100;
  // The standard deviation of two shares is half their distance.
  return Math.floor((1 - Math.abs(cpu - memory) / 2) * 100);
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
