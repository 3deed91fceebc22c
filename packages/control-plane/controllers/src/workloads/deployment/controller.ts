/** Rolls out the pod template of a Deployment through ReplicaSets, one for each template. */
import {
  type Deployment,
  type DeploymentStatus,
  deployments,
  type Pod,
  pods,
  type ReplicaSet,
  replicaSets,
} from '@kubets/api';
import { eventsRule, owns, readUpdate, rule } from '@kubets/api/policy-rules';
import { messageOf } from '@kubets/base';
import {
  type CacheReader,
  defineController,
  type ReconcileContext,
  type ReconcileResult,
  watching,
} from '@kubets/controller-runtime';
import { type NamespacedName, namespacedNameOf } from '@kubets/machinery/object-key';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { isAlreadyExists, isNotFound } from '@kubets/machinery/status-error';
import { setCondition } from '../../shared/conditions.ts';
import { claim, planClaims } from '../../shared/ownership/claim.ts';
import { controllerKey, controllerOf, isControlledBy } from '../../shared/ownership/controller-reference.ts';
import { isNamespaceTerminating } from '../../shared/pods/pod-writes.ts';
import { type DeploymentPlan, planDeployment, type SetWrite } from './plan-deployment.ts';
import { nameOf, sameTemplate, sizeOf } from './replica-sets.ts';
import { revisionAnnotation } from './revisions.ts';
import { condition, hasDeadline } from './status.ts';

const selectsEverything = 'This deployment is selecting all pods. A non-empty selector is required.';

/** Deployments that may adopt the ReplicaSet. */
function adopters(set: ReplicaSet, cache: CacheReader): readonly NamespacedName[] {
  if (controllerOf(set) !== undefined || set.metadata?.deletionTimestamp !== undefined) return [];
  return cache
    .list(deployments, set.metadata?.namespace ?? '')
    .filter((each) => selectorFromLabelSelector(each.spec?.selector).matches(set.metadata?.labels))
    .map(namespacedNameOf);
}

/** Only the Recreate strategy depends on pods. Rolling updates use the status of the ReplicaSets. */
function recreating(pod: Pod, cache: CacheReader): readonly NamespacedName[] {
  const [setKey] = controllerKey(pod, replicaSets);
  const set = setKey === undefined ? undefined : cache.get(replicaSets, setKey.namespace, setKey.name);
  return (set === undefined ? [] : controllerKey(set, deployments)).filter(
    (key) => cache.get(deployments, key.namespace, key.name)?.spec?.strategy?.type === 'Recreate',
  );
}

export const deploymentController = defineController<Deployment>({
  name: 'deployment',
  identity: 'deployment-controller',
  rules: [
    ...owns('extensions apps', 'deployments', readUpdate),
    rule('get list watch create update patch delete', 'extensions apps', 'replicasets'),
    rule(readUpdate, 'core', 'pods'),
    eventsRule,
  ],
  for: deployments,
  owns: [replicaSets],
  watches: [watching(replicaSets, adopters), watching(pods, recreating)],
  async reconcile(deployment, context) {
    const { cache, clock, events } = context;
    const selector = selectorFromLabelSelector(deployment.spec?.selector);
    if (selector.empty) {
      events.event(deployment, 'Warning', 'SelectingAll', selectsEverything);
      return { status: { ...deployment.status, observedGeneration: deployment.metadata?.generation ?? 0 } };
    }
    const candidates = [
      ...cache.ownedBy(replicaSets, deployment),
      ...cache.orphans(replicaSets, deployment.metadata?.namespace ?? ''),
    ];
    const claims = planClaims(deployment, candidates, selector);
    const sets = await claim(deployment, deployments, replicaSets, claims, context);
    const podsOf = (set: ReplicaSet): readonly Pod[] => cache.ownedBy(pods, set);
    return carryOut(deployment, planDeployment({ deployment, sets, podsOf, now: clock.now() }), context);
  },
});

async function carryOut(
  deployment: Deployment,
  plan: DeploymentPlan,
  context: ReconcileContext,
): Promise<ReconcileResult<Deployment>> {
  for (const write of plan.writes) {
    if (write.type !== 'create') {
      await change(deployment, write, context);
      continue;
    }
    const failed = await create(deployment, write.set, plan.status, context);
    if (failed !== undefined) return failed;
  }
  if (plan.revision !== undefined) await showRevision(deployment, plan.revision, context);
  return { status: plan.status, ...(plan.after === undefined ? {} : { requeueAfterMs: plan.after }) };
}

async function showRevision(
  deployment: Deployment,
  revision: bigint,
  { client, signal }: ReconcileContext,
): Promise<void> {
  const annotations = { ...deployment.metadata?.annotations, [revisionAnnotation]: String(revision) };
  // As upstream, with the status: an annotation written with the spec would increase the generation.
  const shown = { ...deployment, metadata: { ...deployment.metadata, annotations } };
  await client.updateStatus(deployments, shown, { signal });
}

async function change(
  deployment: Deployment,
  write: Exclude<SetWrite, { type: 'create' }>,
  { client, events, signal }: ReconcileContext,
): Promise<void> {
  const { set } = write;
  if (write.type === 'delete') {
    const { namespace, name = '', uid = '', resourceVersion = '' } = set.metadata ?? {};
    // Only this version of the set: it may have been released or scaled up in the meantime.
    const preconditions = { uid, resourceVersion };
    await client.delete(replicaSets, { namespace, name }, { preconditions, signal }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    return;
  }
  await client.update(replicaSets, set, { signal });
  const [from, to] = [sizeOf(write.old), sizeOf(set)];
  if (from === to) return;
  const direction = to > from ? 'up' : 'down';
  events.event(
    deployment,
    'Normal',
    'ScalingReplicaSet',
    `Scaled ${direction} replica set ${nameOf(set)} from ${from} to ${to}`,
  );
}

/** Creates the new ReplicaSet. Returns the result of the reconciliation if that fails, undefined on success. */
async function create(
  deployment: Deployment,
  set: ReplicaSet,
  status: DeploymentStatus,
  context: ReconcileContext,
): Promise<ReconcileResult<Deployment> | undefined> {
  const { client, clock, events, signal } = context;
  try {
    await client.create(replicaSets, set, { signal });
  } catch (error) {
    if (isAlreadyExists(error)) return collision(deployment, set, error, context);
    if (isNamespaceTerminating(error) || signal.aborted) return { error: error };
    const message = `Failed to create new replica set "${nameOf(set)}": ${messageOf(error)}`;
    events.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
    if (!hasDeadline(deployment)) return { error: error };
    const failed = condition('Progressing', 'False', 'ReplicaSetCreateError', message, clock.now());
    return { status: { ...status, conditions: setCondition(status.conditions, failed) }, error: error };
  }
  const size = sizeOf(set);
  if (size > 0)
    events.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${nameOf(set)} from 0 to ${size}`);
  return undefined;
}

/** Handles a name collision: with our own ReplicaSet that the cache did not show, or with another template of the same hash. */
async function collision(
  deployment: Deployment,
  set: ReplicaSet,
  error: unknown,
  { client, signal }: ReconcileContext,
): Promise<ReconcileResult<Deployment> | undefined> {
  const { namespace, name = '' } = set.metadata ?? {};
  const there = await client.get(replicaSets, { namespace, name }, { signal });
  if (isControlledBy(there, deployment) && sameTemplate(there.spec?.template, set.spec?.template)) return undefined;
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  return { status: { ...deployment.status, collisionCount }, error: error };
}
