/** One reconciliation of a StatefulSet. This module is loaded when the first StatefulSet appears. */
import { type ControllerRevision, type Pod, pods, type StatefulSet, statefulSets } from '@kubets/api';
import type { ReconcileContext, ReconcileResult } from '@kubets/controller-runtime';
import { type Selector, selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { claim, planClaims } from '../../shared/ownership/claim.ts';
import { isNamespaceTerminating } from '../../shared/pods/pod-writes.ts';
import { slowStart } from '../../shared/pods/slow-start.ts';
import { planRevision } from '../history/plan-history.ts';
import { revisionNameOf, templatePatch } from '../history/revisions.ts';
import { carryOutRevision, revisionsOf, truncateHistory } from '../history/write-revisions.ts';
import { revisionOfPod } from './new-pod.ts';
import { isMember } from './ordinals.ts';
import { planStatefulSet, type StatefulSetPlan } from './plan-stateful-set.ts';
import { PodControl } from './pod-control.ts';

const hashLabel = 'controller.kubernetes.io/hash';

function podsOf(set: StatefulSet, selector: Selector, context: ReconcileContext): Promise<readonly Pod[]> {
  const { cache } = context;
  const candidates = [...cache.ownedBy(pods, set), ...cache.orphans(pods, set.metadata?.namespace ?? '')];
  const claims = planClaims(set, candidates, selector, (pod) => isMember(set, pod));
  return claim(set, statefulSets, pods, claims, context);
}

/** Executes the stages until a step fails. Returns the failure. */
async function carryOut(plan: StatefulSetPlan, control: PodControl): Promise<unknown> {
  for (const steps of plan.stages) {
    if (!plan.ordered) {
      const { failure } = await slowStart(steps, (step) => control.execute(step));
      if (failure !== undefined) return failure;
      continue;
    }
    for (const step of steps) {
      try {
        await control.execute(step);
      } catch (error) {
        return error;
      }
    }
  }
  return undefined;
}

export async function reconcileStatefulSet(
  set: StatefulSet,
  context: ReconcileContext,
): Promise<ReconcileResult<StatefulSet>> {
  const { clock } = context;
  const selector = selectorFromLabelSelector(set.spec.selector);
  const revisions = await revisionsOf(set, statefulSets, selector, context);
  const mine = await podsOf(set, selector, context);
  const plan = planRevision(revisions, { data: templatePatch(set.spec.template) });
  // A set that is being deleted rolls out nothing.
  if (set.metadata?.deletionTimestamp !== undefined && plan.type !== 'keep') return {};
  const wanted = { owner: set, template: set.spec.template, hashLabel };
  const collisions = set.status?.collisionCount ?? 0;
  const { revision: update, collisionCount = 0 } = await carryOutRevision(
    plan,
    { ...wanted, collisionCount: collisions },
    context,
  );
  const known = revisions.find((each) => revisionNameOf(each) === set.status?.currentRevision);
  const current = known === undefined || revisionNameOf(known) === revisionNameOf(update) ? update : known;
  const control = new PodControl(set, context);
  const steps = planStatefulSet({
    set,
    pods: mine,
    revisions: { current, update },
    collisionCount,
    claimOf: control.claimOf,
    now: clock.now(),
  });
  const failure = await carryOut(steps, control);
  await truncate(set, revisions, [current, update], mine, context);
  return {
    status: steps.status,
    error: isNamespaceTerminating(failure) ? undefined : failure,
    ...(steps.after === undefined ? {} : { requeueAfterMs: steps.after }),
  };
}

function truncate(
  set: StatefulSet,
  revisions: readonly ControllerRevision[],
  used: readonly ControllerRevision[],
  mine: readonly Pod[],
  context: ReconcileContext,
): Promise<void> {
  const live = new Set([...used.map(revisionNameOf), ...mine.map(revisionOfPod)]);
  return truncateHistory(revisions, live, set.spec.revisionHistoryLimit ?? 10, context);
}
