/** Keeps `spec.replicas` pods running for every ReplicationController. */
import { type ReplicationController, replicationControllers } from '@kubets/api';
import { selectorFromLabels } from '@kubets/machinery/selectors';
import { defineReplicaController } from '../replicaset/replica-controller.ts';

export const replicationController = defineReplicaController<ReplicationController>({
  name: 'replicationcontroller',
  identity: 'replication-controller',
  type: replicationControllers,
  groups: 'core',
  selectorOf: (controller) => selectorFromLabels(controller.spec?.selector),
  statusOf: (counts) => counts,
});
