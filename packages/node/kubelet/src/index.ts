/** The node agent: brings pods to life through a container runtime and reports what became of them. */

export { type RuntimeCase, type RuntimeUnderTest, runtimeConformance } from './conformance/runtime-conformance.ts';
export * from './host/host.ts';
export { createKubelet, type Kubelet, type KubeletOptions } from './kubelet.ts';
export * from './runtime.ts';
export { type ScriptedOutput, scriptedExec, scriptedLog } from './simulated/answers.ts';
export { createMemoryHost, type MemoryHostOptions } from './simulated/memory-host.ts';
export { createSimulatedNodes, type SimulatedNodes, type SimulatedNodesOptions } from './simulated/simulated-nodes.ts';
export { createSimulatedRuntime, type SimulatedRuntimeOptions } from './simulated/simulated-runtime.ts';
export { delegatedAuthorizer } from './streaming/delegated-auth.ts';
export type { HostPortBinding } from './worker/host-ports.ts';
