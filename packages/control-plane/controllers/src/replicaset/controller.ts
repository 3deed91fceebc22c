/** Keeps `spec.replicas` active pods alive for every ReplicaSet. */
import { type Pod, pods, type ReplicaSet, replicaSets } from '@kubets/api';
import { type CacheReader, defineController, type Key, watching } from '@kubets/controller-runtime';
import { selectorFromLabelSelector } from '@kubets/machinery';
import { controllerOf, keyOfObject } from '../ownership/controller-reference.ts';
import { nextAvailability } from '../pods/pod-state.ts';
import { keepPods } from './keep-pods.ts';
import { setStatus } from './status.ts';

/** An orphan may be somebody's to adopt: every set of its namespace that selects it. */
function adopters(pod: Pod, cache: CacheReader): readonly Key[] {
  if (controllerOf(pod) !== undefined || pod.metadata?.deletionTimestamp !== undefined) return [];
  return cache
    .list(replicaSets, pod.metadata?.namespace ?? '')
    .filter((set) => selectorFromLabelSelector(set.spec?.selector).matches(pod.metadata?.labels))
    .map(keyOfObject);
}

/** The active pods of all ReplicaSets that one Deployment controls. */
function podsOfSiblings(set: ReplicaSet, own: readonly Pod[], cache: CacheReader): readonly Pod[] {
  const owner = controllerOf(set);
  if (owner === undefined) return own;
  return cache.byIndex(replicaSets, 'owner', owner.uid).flatMap((sibling) => cache.ownedBy(pods, sibling));
}

export const replicaSetController = defineController<ReplicaSet>({
  name: 'replicaset',
  identity: 'replicaset-controller',
  for: replicaSets,
  owns: [pods],
  watches: [watching(pods, adopters)],
  async reconcile(set, context) {
    const { cache, clock } = context;
    const { replicas = 1, minReadySeconds = 0, selector, template = {} } = set.spec ?? {};
    const { active, terminating, failure } = await keepPods(
      {
        owner: set,
        type: replicaSets,
        selector: selectorFromLabelSelector(selector),
        replicas,
        template,
        related: (own) => podsOfSiblings(set, own, cache),
      },
      context,
    );
    const status = setStatus({
      replicas,
      minReadySeconds,
      generation: set.metadata?.generation ?? 0,
      templateLabels: template.metadata?.labels,
      conditions: set.status?.conditions,
      active,
      failure,
      now: clock.now(),
    });
    const after = nextAvailability(active, minReadySeconds, clock.now());
    return {
      status: { ...status, terminatingReplicas: terminating.length },
      retry: failure,
      ...(after === undefined ? {} : { after }),
    };
  },
});
