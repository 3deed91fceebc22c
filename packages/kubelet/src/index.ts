/** The node agent: brings pods to life through a container runtime and reports what became of them. */
export * from './host/host.ts';
export { createKubelet, type Kubelet, type KubeletOptions } from './kubelet.ts';
export * from './runtime.ts';
export { createSimulatedNodes, type SimulatedNodes, type SimulatedNodesOptions } from './simulated/simulated-nodes.ts';
export type { HostPortBinding } from './worker/tools.ts';
