/** Controllers that watch the health of nodes and evict pods from nodes that fail. */
export { nodeHealthLoop } from './node-lifecycle/health-loop.ts';
export type { EvictionRates } from './node-lifecycle/plan-zones.ts';
export { nodeTaintsController } from './node-lifecycle/taints-controller.ts';
export { taintEvictionController } from './taint-eviction/controller.ts';
