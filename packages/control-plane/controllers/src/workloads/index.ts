/** Controllers that run pods: Deployments, ReplicaSets, ReplicationControllers and Jobs. */
export { deploymentController } from './deployment/controller.ts';
export { jobController } from './job/controller.ts';
export { replicaSetController } from './replicaset/controller.ts';
export { replicationController } from './replication/controller.ts';
