/** Deletes pods that no other component deletes: of deleted nodes, unscheduled and terminating, or finished beyond a threshold. */
import { type Node, nodes, type Pod, pods } from '@kubets/api';
import { read, rule } from '@kubets/api/policy-rules';
import { messageOf } from '@kubets/base';
import { defineLoop, type LoopContext, type LoopDefinition } from '@kubets/controller-runtime';
import { isConflict, isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import { setCondition } from '../../shared/conditions.ts';
import { isTerminal } from '../../shared/pods/pod-state.ts';
import {
  absentNodes,
  outOfServiceTerminating,
  type Swept,
  surplusTerminated,
  unscheduledTerminating,
} from './plan-sweep.ts';

export interface PodGcOptions {
  /** The number of finished pods to keep. Default 12,500; 0 or less keeps all. */
  readonly terminatedPodThreshold?: number;
}

const periodMs = 20_000;
/** How long a node must be absent before its pods are deleted. */
const quarantineMs = 40_000;

export function podGarbageCollector(options: PodGcOptions = {}): LoopDefinition {
  return defineLoop({
    name: 'pod-garbage-collector',
    identity: 'pod-garbage-collector',
    rules: [
      rule('list watch delete', 'core', 'pods'),
      rule(read, 'core', 'nodes'),
      rule('patch', 'core', 'pods/status'),
    ],
    reads: [pods, nodes],
    async run(context) {
      const absentSince = new Map<string, number>();
      while (!context.signal.aborted) {
        await sweep(context, absentSince, options.terminatedPodThreshold ?? 12_500);
        await context.clock.sleep(periodMs, context.signal).catch(() => undefined);
      }
    },
  });
}

async function sweep(context: LoopContext, absentSince: Map<string, number>, threshold: number): Promise<void> {
  const { cache } = context;
  const all = cache.list(pods);
  const nodeOf = (name: string): Node | undefined => cache.get(nodes, '', name);
  const swept: readonly Swept[] = [
    ...surplusTerminated(all, threshold),
    ...outOfServiceTerminating(all, nodeOf),
    ...(await orphans(all, context, absentSince)),
    ...unscheduledTerminating(all),
  ];
  for (const each of swept) {
    if (context.signal.aborted) return;
    await remove(each, context).catch((error: unknown) => {
      context.log.warn(`cannot delete pod: ${messageOf(error)}`, { pod: each.pod.metadata?.name });
    });
  }
}

async function orphans(
  all: readonly Pod[],
  { cache, client, clock, signal }: LoopContext,
  absentSince: Map<string, number>,
): Promise<readonly Swept[]> {
  const absent = absentNodes(all, (name) => cache.get(nodes, '', name) !== undefined);
  for (const name of [...absentSince.keys()]) if (!absent.has(name)) absentSince.delete(name);
  const gone = new Set<string>();
  for (const name of absent) {
    const since = absentSince.get(name) ?? clock.monotonic();
    absentSince.set(name, since);
    if (clock.monotonic() - since < quarantineMs) continue;
    // The cache may be stale, so a live read decides.
    const node = await client.get(nodes, { name }, { signal }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    if (node === undefined) gone.add(name);
  }
  return all.filter((pod) => gone.has(pod.spec?.nodeName ?? '')).map((pod) => ({ pod, reason: 'orphaned' }));
}

async function remove({ pod, reason }: Swept, { client, clock, signal }: LoopContext): Promise<void> {
  const { namespace, name = '', uid = '', resourceVersion = '' } = pod.metadata ?? {};
  try {
    if (!isTerminal(pod)) {
      const disrupted = setCondition(pod.status?.conditions, {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByPodGC',
        message: 'PodGC: node no longer exists',
        lastTransitionTime: formatTime(clock.now()),
      });
      const conditions = reason === 'orphaned' ? { conditions: disrupted } : {};
      // Only this version of the pod: it may run or have succeeded in the meantime.
      const patch = { metadata: { uid, resourceVersion }, status: { phase: 'Failed', ...conditions } };
      await client.patch(pods, { namespace, name }, 'strategic', patch, { subresource: 'status', signal });
    }
    await client.delete(pods, { namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid }, signal });
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}
