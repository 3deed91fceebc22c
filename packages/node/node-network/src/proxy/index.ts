/** kube-proxy: Services as packet rules of the node. */
export { type PacketRules, type ProxyOptions, type RunningProxy, runProxy } from './proxy.ts';
export type { StaleFlow } from './stale-flows.ts';
