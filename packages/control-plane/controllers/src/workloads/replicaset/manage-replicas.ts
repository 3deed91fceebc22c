/** Creates or deletes pods of one template until there are as many as wanted. */
import { type Pod, type PodTemplateSpec, pods } from '@kubets/api';
import type { ReconcileContext } from '@kubets/controller-runtime';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { Selector } from '@kubets/machinery/selectors';
import { claim, planClaims } from '../../shared/ownership/claim.ts';
import { isActive, isTerminating } from '../../shared/pods/pod-state.ts';
import { createPod, deletePod, isNamespaceTerminating, podFromTemplate } from '../../shared/pods/pod-writes.ts';
import { slowStart } from '../../shared/pods/slow-start.ts';
import { planScale, type ScalePlan } from './plan-scale.ts';

export interface ManageReplicas<T extends KubeObject> {
  readonly owner: T;
  readonly type: ResourceType<T>;
  readonly selector: Selector;
  readonly replicas: number;
  readonly template: PodTemplateSpec;
  /** The pods that count for the number of pods per node. */
  related(active: readonly Pod[]): readonly Pod[];
}

export interface ManagedReplicas {
  readonly active: readonly Pod[];
  readonly terminating: readonly Pod[];
  readonly failure: unknown;
}

/** Claims pods, then creates missing pods or deletes surplus ones. Returns a failure as a value. */
export async function manageReplicas<T extends KubeObject>(
  wanted: ManageReplicas<T>,
  context: ReconcileContext,
): Promise<ManagedReplicas> {
  const { cache, clock } = context;
  const { owner, selector } = wanted;
  const candidates = [...cache.ownedBy(pods, owner), ...cache.orphans(pods, owner.metadata?.namespace ?? '')];
  const mine = await claim(owner, wanted.type, pods, planClaims(owner, candidates, selector), context);
  const active = mine.filter(isActive);
  const leaving = owner.metadata?.deletionTimestamp !== undefined;
  const plan: ScalePlan = leaving
    ? { type: 'none' }
    : planScale(wanted.replicas, active, () => wanted.related(active), clock.now());
  return { active, terminating: mine.filter(isTerminating), failure: await carryOut(plan, wanted, context) };
}

async function carryOut<T extends KubeObject>(
  plan: ScalePlan,
  wanted: ManageReplicas<T>,
  context: ReconcileContext,
): Promise<unknown> {
  const { owner } = wanted;
  if (plan.type === 'create') {
    const pod = podFromTemplate(wanted.template, owner);
    const { failure } = await slowStart(
      Array.from({ length: plan.count }, () => pod),
      (each) => createPod(each, owner, context),
    );
    return isNamespaceTerminating(failure) ? undefined : failure;
  }
  if (plan.type === 'none') return undefined;
  const results = await Promise.allSettled(plan.pods.map((pod) => deletePod(pod, owner, context)));
  return results.find((result) => result.status === 'rejected')?.reason;
}
