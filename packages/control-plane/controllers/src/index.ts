/** The controllers of kube-controller-manager, and the component that runs them. */
export { kubeControllerManager } from './kube-controller-manager.ts';
export { loadLateModules } from './late-modules.ts';
export type { ControllersOptions } from './options.ts';
