/** The service proxy: Services as packet rules of the node. Upstream: kube-proxy. */

export type { ConntrackFilter } from './conntrack.ts';
export { type PacketRules, type ProxyOptions, type RunningProxy, runProxy } from './proxy.ts';
