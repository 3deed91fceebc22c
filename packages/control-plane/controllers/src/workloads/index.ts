/** Controllers that run pods: Deployments, ReplicaSets, ReplicationControllers, StatefulSets, DaemonSets, Jobs and CronJobs. */
import type { AnyController } from '@kubets/controller-runtime';
import { cronJobController } from './cronjob/controller.ts';
import { daemonSetController } from './daemonset/controller.ts';
import { deploymentController } from './deployment/controller.ts';
import { jobController } from './job/controller.ts';
import { replicaSetController } from './replicaset/controller.ts';
import { replicationController } from './replication/controller.ts';
import { statefulSetController } from './statefulset/controller.ts';

export function workloadControllers(): readonly AnyController[] {
  return [
    deploymentController,
    replicaSetController,
    replicationController,
    statefulSetController,
    daemonSetController(),
    jobController(),
    cronJobController(),
  ];
}
