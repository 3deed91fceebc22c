/** Deletes pods that do not, or no longer, tolerate a NoExecute taint of their node. */
import { type Node, nodes, type Pod, pods } from '@kubets/api';
import {
  type ControllerDefinition,
  defineController,
  type ReconcileContext,
  watching,
} from '@kubets/controller-runtime';
import { namespacedNameOf, objectKey } from '@kubets/machinery/object-key';
import { isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import { setCondition } from '../../shared/conditions.ts';
import { podsByNode } from '../../shared/pods/pods-by-node.ts';
import { nodeControllerRules } from '../node-lifecycle/node-controller-rules.ts';
import { planEviction } from './plan-eviction.ts';

export function taintEvictionController(): ControllerDefinition<Pod> {
  /** Pods to evict, by key, with the time when the taints of their node were first seen. */
  const leaving = new Map<string, { readonly uid: string; readonly seen: number }>();
  return defineController<Pod>({
    name: 'taint-eviction',
    // As upstream, it has no role of its own.
    identity: 'node-controller',
    rules: nodeControllerRules,
    component: 'taint-eviction-controller',
    for: pods,
    indexes: [podsByNode],
    watches: [
      watching<Node>(nodes, (node, cache) =>
        cache.byIndex(pods, 'node', node.metadata?.name ?? '').map(namespacedNameOf),
      ),
    ],
    async reconcile(pod, context) {
      const { cache, clock, events } = context;
      const { uid = '', namespace = '', name = '', deletionTimestamp } = pod.metadata ?? {};
      const node = cache.get(nodes, '', pod.spec?.nodeName ?? '');
      const key = objectKey(namespace, name);
      const known = leaving.get(key);
      const seen = known?.uid === uid ? known.seen : clock.now();
      const plan = planEviction(pod, node?.spec?.taints ?? [], seen);
      if (plan.type === 'stay' || deletionTimestamp !== undefined) {
        if (leaving.delete(key) && deletionTimestamp === undefined) {
          events.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${namespace}/${name}`);
        }
        return {};
      }
      leaving.set(key, { uid, seen });
      if (plan.at > clock.now()) return { requeueAfterMs: plan.at - clock.now() };
      events.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${namespace}/${name}`);
      await evict(pod, context);
      leaving.delete(key);
      return {};
    },
    async deleted({ namespace, name }) {
      leaving.delete(objectKey(namespace, name));
    },
  });
}

async function evict(pod: Pod, { client, clock, signal }: ReconcileContext): Promise<void> {
  const { namespace, name = '', uid = '' } = pod.metadata ?? {};
  const conditions = setCondition(pod.status?.conditions, {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastTransitionTime: formatTime(clock.now()),
  });
  try {
    const patch = { metadata: { uid }, status: { conditions } };
    await client.patch(pods, { namespace, name }, 'strategic', patch, { subresource: 'status', signal });
    await client.delete(pods, { namespace, name }, { preconditions: { uid }, signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
