/** Keeps `spec.replicas` pods running for every ReplicaSet. */
import { type Pod, pods, type ReplicaSet, replicaSets } from '@kubets/api';
import type { CacheReader } from '@kubets/controller-runtime';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { controllerOf } from '../../shared/ownership/controller-reference.ts';
import { defineReplicaController } from './replica-controller.ts';

/** The pods of all ReplicaSets that one Deployment controls. */
function podsOfSiblings(set: ReplicaSet, own: readonly Pod[], cache: CacheReader): readonly Pod[] {
  const owner = controllerOf(set);
  if (owner === undefined) return own;
  return cache.byIndex(replicaSets, 'owner', owner.uid).flatMap((sibling) => cache.ownedBy(pods, sibling));
}

export const replicaSetController = defineReplicaController<ReplicaSet>({
  name: 'replicaset',
  identity: 'replicaset-controller',
  type: replicaSets,
  groups: 'extensions apps',
  selectorOf: (set) => selectorFromLabelSelector(set.spec?.selector),
  related: podsOfSiblings,
  statusOf: (counts, terminating) => ({ ...counts, terminatingReplicas: terminating.length }),
});
