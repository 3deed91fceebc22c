/** Carries out the plan of a DaemonSet: adopts, creates and deletes pods, and keeps its revisions. */
import { type DaemonSet, daemonSets, nodes, type Pod, pods } from '@kubets/api';
import type { ReconcileContext, ReconcileResult } from '@kubets/controller-runtime';
import type { Selector } from '@kubets/machinery/selectors';
import { claim, planClaims } from '../../shared/ownership/claim.ts';
import { nextAvailability } from '../../shared/pods/pod-state.ts';
import { createPod, deletePod, isNamespaceTerminating, podFromTemplate } from '../../shared/pods/pod-writes.ts';
import { slowStart } from '../../shared/pods/slow-start.ts';
import { planRevision } from '../history/plan-history.ts';
import { templatePatch } from '../history/revisions.ts';
import { type CurrentRevision, carryOutRevision, revisionsOf, truncateHistory } from '../history/write-revisions.ts';
import type { FailedPodsBackOff } from './back-off.ts';
import { isRolling } from './bounds.ts';
import { hashLabel, templateForNode } from './daemon-pod.ts';
import { hashOf, surplusRevisions } from './history.ts';
import { podsByNode } from './node-pods.ts';
import { type PodsPlan, planNodes } from './plan-nodes.ts';
import { planUpdate } from './plan-update.ts';
import { daemonSetStatus } from './status.ts';

/** The maximum number of pods created, and of pods deleted, at once, as upstream. */
const maxPodsPerSync = 250;

export { BackOffs } from './back-off.ts';

export async function reconcileDaemonSet(
  set: DaemonSet,
  selector: Selector,
  backOff: FailedPodsBackOff,
  context: ReconcileContext,
): Promise<ReconcileResult<DaemonSet>> {
  const { cache, clock, events } = context;
  const candidates = [...cache.ownedBy(pods, set), ...cache.orphans(pods, set.metadata?.namespace ?? '')];
  const mine = await claim(set, daemonSets, pods, planClaims(set, candidates, selector), context);
  const { revision, collisionCount } = await currentRevision(set, selector, mine, context);
  const hash = hashOf(revision);
  const now = clock.now();
  const allNodes = cache.list(nodes);
  const grouped = podsByNode(set, allNodes, mine);
  backOff.retain(new Set(allNodes.map(({ metadata }) => metadata?.name ?? '')));
  const plan = planNodes(grouped, { set, hash, now, backOff: (node) => backOff.remainingMs(node, now) });
  for (const node of plan.failed) backOff.record(node, now);
  for (const { type, reason, message } of plan.events) events.event(set, type, reason, message);
  const settled = plan.create.length === 0 && plan.remove.length === 0;
  const step: PodsPlan = settled && isRolling(set) ? planUpdate(set, grouped.nodes, hash, now) : plan;
  const error = await carryOut(set, step, hash, context);
  const waits = [plan.after, nextAvailability(mine, set.spec.minReadySeconds ?? 0, now)].flatMap((each) => each ?? []);
  return {
    status: daemonSetStatus(set, grouped.nodes, hash, collisionCount, now),
    error,
    ...(waits.length === 0 ? {} : { requeueAfterMs: Math.min(...waits) }),
  };
}

/** Stores the revision of the current template, merges equal ones, and limits the history. */
async function currentRevision(
  set: DaemonSet,
  selector: Selector,
  mine: readonly Pod[],
  context: ReconcileContext,
): Promise<CurrentRevision> {
  const { template } = set.spec;
  const all = await revisionsOf(set, daemonSets, selector, context);
  const wanted = { owner: set, template, hashLabel, collisionCount: set.status?.collisionCount };
  const plan = planRevision(all, { data: templatePatch(template) });
  const current = await carryOutRevision(plan, wanted, context);
  const past = all.filter(({ metadata }) => metadata?.name !== current.revision.metadata?.name);
  await truncateHistory(surplusRevisions(set, past, mine), new Set(), 0, context);
  return current;
}

/** Returns the first failure. */
async function carryOut(
  set: DaemonSet,
  { create, remove }: PodsPlan,
  hash: string,
  context: ReconcileContext,
): Promise<unknown> {
  const { failure } = await slowStart(create.slice(0, maxPodsPerSync), (node) =>
    createPod(podFromTemplate(templateForNode(set, node, hash), set), set, context),
  );
  const removed = await Promise.allSettled(remove.slice(0, maxPodsPerSync).map((pod) => deletePod(pod, set, context)));
  const rejected = removed.find((result) => result.status === 'rejected');
  return rejected?.reason ?? (isNamespaceTerminating(failure) ? undefined : failure);
}
