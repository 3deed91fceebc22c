/** Reads, adopts, creates, renumbers and deletes the ControllerRevisions of a workload. */
import { type ControllerRevision, controllerRevisions, type PodTemplateSpec } from '@kubets/api';
import type { ReconcileContext } from '@kubets/controller-runtime';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { Selector } from '@kubets/machinery/selectors';
import { isAlreadyExists, isNotFound } from '@kubets/machinery/status-error';
import { claim, planClaims } from '../../shared/ownership/claim.ts';
import { planTruncation, type RevisionPlan } from './plan-history.ts';
import { newRevision, sameData } from './revisions.ts';

/** The revisions that the owner controls and selects. Matching orphans are adopted, others are not released. */
export function revisionsOf<O extends KubeObject>(
  owner: O,
  type: ResourceType<O>,
  selector: Selector,
  context: ReconcileContext,
): Promise<readonly ControllerRevision[]> {
  const { cache } = context;
  const orphans = cache.orphans(controllerRevisions, owner.metadata?.namespace ?? '');
  const candidates = [...cache.ownedBy(controllerRevisions, owner), ...orphans];
  const claims = { ...planClaims(owner, candidates, selector), release: [] };
  return claim(owner, type, controllerRevisions, claims, context);
}

export interface RevisionOwner {
  readonly owner: KubeObject;
  readonly template: PodTemplateSpec;
  readonly hashLabel: string;
  readonly collisionCount: number | undefined;
}

export interface CurrentRevision {
  readonly revision: ControllerRevision;
  readonly collisionCount: number | undefined;
}

/** Carries out the plan. The collision count grows while the name of a new revision belongs to another template. */
export async function carryOutRevision(
  plan: RevisionPlan,
  wanted: RevisionOwner,
  { client, signal }: ReconcileContext,
): Promise<CurrentRevision> {
  const { collisionCount } = wanted;
  if (plan.type === 'keep') return { revision: plan.revision, collisionCount };
  if (plan.type === 'renumber') {
    const renumbered = { ...plan.revision, revision: plan.number };
    return { revision: await client.update(controllerRevisions, renumbered, { signal }), collisionCount };
  }
  for (let count = collisionCount; ; count = (count ?? 0) + 1) {
    const revision = newRevision({ ...wanted, number: plan.number, collisionCount: count });
    try {
      return { revision: await client.create(controllerRevisions, revision, { signal }), collisionCount: count };
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const { namespace, name = '' } = revision.metadata ?? {};
      const existing = await client.get(controllerRevisions, { namespace, name }, { signal });
      if (sameData(existing, revision)) return { revision: existing, collisionCount: count };
    }
  }
}

/** Deletes the revisions beyond the limit. */
export async function truncateHistory(
  revisions: readonly ControllerRevision[],
  live: ReadonlySet<string>,
  limit: number,
  { client, signal }: ReconcileContext,
): Promise<void> {
  for (const revision of planTruncation(revisions, live, limit)) {
    const { namespace, name = '', uid = '' } = revision.metadata ?? {};
    await client
      .delete(controllerRevisions, { namespace, name }, { preconditions: { uid }, signal })
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
  }
}
