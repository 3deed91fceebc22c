/** The node agent: brings pods to life through a container runtime and reports what became of them. */

export { createKubelet, type Kubelet, type KubeletOptions } from './kubelet.ts';
export { delegatedAuthorizer } from './streaming/delegated-auth.ts';
export type { HostPortBinding } from './worker/host-ports.ts';
