/** The controller that ReplicaSets and ReplicationControllers share: it keeps `spec.replicas` pods of one template running. */
import { type Pod, type PodTemplateSpec, pods, type ReplicaSetCondition } from '@kubets/api';
import { eventsRule, managePodsRule, owns, readUpdate } from '@kubets/api/policy-rules';
import {
  type CacheReader,
  type ControllerDefinition,
  defineController,
  type StatusOf,
  watching,
} from '@kubets/controller-runtime';
import type { KubeObject } from '@kubets/machinery/meta';
import { type NamespacedName, namespacedNameOf } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { Selector } from '@kubets/machinery/selectors';
import { controllerOf } from '../../shared/ownership/controller-reference.ts';
import { nextAvailability } from '../../shared/pods/pod-state.ts';
import { manageReplicas } from './manage-replicas.ts';
import { calculateStatus, type ReplicaStatus } from './status.ts';

/** What a ReplicaSet and a ReplicationController have in common; their selectors differ. */
interface ReplicaOwner extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly template?: PodTemplateSpec;
  };
  readonly status?: { readonly conditions?: readonly ReplicaSetCondition[] };
}

export interface ReplicaControllerOptions<T extends ReplicaOwner> {
  readonly name: string;
  readonly identity: string;
  readonly type: ResourceType<T>;
  /** The API groups its role names: those that the resource was ever served in. */
  readonly groups: string;
  selectorOf(owner: T): Selector;
  /** The pods that count when the most crowded node loses a pod first. Default: the owner's own. */
  related?(owner: T, active: readonly Pod[], cache: CacheReader): readonly Pod[];
  /** The owner's status: the counts of both kinds, and what only one of them has. */
  statusOf(counts: ReplicaStatus, terminating: readonly Pod[]): StatusOf<T>;
}

export function defineReplicaController<T extends ReplicaOwner>(
  options: ReplicaControllerOptions<T>,
): ControllerDefinition<T> {
  const { name, identity, type, groups, selectorOf, related, statusOf } = options;
  /** Owners that may adopt the pod: those of its namespace whose selector matches it. */
  const adopters = (pod: Pod, cache: CacheReader): readonly NamespacedName[] => {
    if (controllerOf(pod) !== undefined || pod.metadata?.deletionTimestamp !== undefined) return [];
    return cache
      .list(type, pod.metadata?.namespace ?? '')
      .filter((owner) => selectorOf(owner).matches(pod.metadata?.labels))
      .map(namespacedNameOf);
  };
  return defineController<T>({
    name,
    identity,
    rules: [...owns(groups, type.plural, readUpdate), managePodsRule, eventsRule],
    for: type,
    owns: [pods],
    watches: [watching(pods, adopters)],
    async reconcile(owner, context) {
      const { cache, clock } = context;
      const { replicas = 1, minReadySeconds = 0, template = {} } = owner.spec ?? {};
      const { active, terminating, failure } = await manageReplicas(
        {
          owner,
          type,
          selector: selectorOf(owner),
          replicas,
          template,
          related: (own) => related?.(owner, own, cache) ?? own,
        },
        context,
      );
      const counts = calculateStatus({
        replicas,
        minReadySeconds,
        generation: owner.metadata?.generation ?? 0,
        templateLabels: template.metadata?.labels,
        conditions: owner.status?.conditions,
        active,
        failure,
        now: clock.now(),
      });
      const after = nextAvailability(active, minReadySeconds, clock.now());
      return {
        status: statusOf(counts, terminating),
        error: failure,
        ...(after === undefined ? {} : { requeueAfterMs: after }),
      };
    },
  });
}
