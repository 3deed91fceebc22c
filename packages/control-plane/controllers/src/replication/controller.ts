/** Keeps `spec.replicas` active pods alive for every ReplicationController, as ReplicaSets do with a simpler selector. */
import { type Pod, pods, type ReplicationController, replicationControllers } from '@kubets/api';
import { type CacheReader, defineController, type Key, watching } from '@kubets/controller-runtime';
import { selectorFromLabels } from '@kubets/machinery';
import { controllerOf, keyOfObject } from '../ownership/controller-reference.ts';
import { nextAvailability } from '../pods/pod-state.ts';
import { keepPods } from '../replicaset/keep-pods.ts';
import { setStatus } from '../replicaset/status.ts';

function adopters(pod: Pod, cache: CacheReader): readonly Key[] {
  if (controllerOf(pod) !== undefined || pod.metadata?.deletionTimestamp !== undefined) return [];
  return cache
    .list(replicationControllers, pod.metadata?.namespace ?? '')
    .filter((each) => selectorFromLabels(each.spec?.selector).matches(pod.metadata?.labels))
    .map(keyOfObject);
}

export const replicationController = defineController<ReplicationController>({
  name: 'replicationcontroller',
  identity: 'replication-controller',
  for: replicationControllers,
  owns: [pods],
  watches: [watching(pods, adopters)],
  async reconcile(each, context) {
    const { clock } = context;
    const { replicas = 1, minReadySeconds = 0, selector, template = {} } = each.spec ?? {};
    const { active, failure } = await keepPods(
      {
        owner: each,
        type: replicationControllers,
        selector: selectorFromLabels(selector),
        replicas,
        template,
        related: (own) => own,
      },
      context,
    );
    const status = setStatus({
      replicas,
      minReadySeconds,
      generation: each.metadata?.generation ?? 0,
      templateLabels: template.metadata?.labels,
      conditions: each.status?.conditions,
      active,
      failure,
      now: clock.now(),
    });
    const after = nextAvailability(active, minReadySeconds, clock.now());
    return { status, retry: failure, ...(after === undefined ? {} : { after }) };
  },
});
