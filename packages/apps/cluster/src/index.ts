/** The components of a cluster, as lists that programs start. */
export { type ControlPlaneComponents, controlPlaneComponents } from './components.ts';
export { nodeIdentity, type User } from './identities.ts';
export type { ApiServerSettings, KubeApiServer } from './kube-apiserver.ts';
export { kubeProxy } from './kube-proxy.ts';
export { loadLateModules } from './late-modules.ts';
export { simulatedNodes } from './simulated-nodes.ts';
