/** Assigns pods to nodes. Upstream: kube-scheduler. */

export { kubeScheduler } from './kube-scheduler.ts';
export {
  type ClusterEvents,
  defineSchedulerPlugin,
  type SchedulerPlugin,
  type Status,
  unresolvable,
  unschedulable,
} from './plugin.ts';
export { defaultPlugins } from './profile.ts';
export { runScheduler, type SchedulerOptions } from './scheduler.ts';
