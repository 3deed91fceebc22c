/** Rules on pods and nodes that the API server, the scheduler and the kubelet share. */
export { matchesNodeAffinity, matchesNodeSelector, matchesNodeSelectorTerm } from './node-affinity.ts';
export {
  amountOf,
  amountsOf,
  type HostPort,
  hostPorts,
  hostPortsConflict,
  podLimits,
  podRequests,
  podRequestsForScoring,
  type ResourceAmounts,
} from './pod-requests.ts';
export { tolerates, untoleratedTaint } from './tolerations.ts';
