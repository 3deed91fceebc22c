/** kube-scheduler: finds every pod a node. */

export { kubeScheduler } from './kube-scheduler.ts';
export { defineSchedulerPlugin, lasting, type SchedulerPlugin, type Verdict, verdict, type WakeOn } from './plugin.ts';
export { defaultPlugins } from './profile.ts';
export { runScheduler, type SchedulerOptions } from './scheduler.ts';
