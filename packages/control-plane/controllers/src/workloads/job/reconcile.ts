/** Carries out the plan of a Job: adopts, creates and deletes pods, and removes their finalizers. */
import { type Job, jobs, type Pod, pods } from '@kubets/api';
import type { ReconcileContext, ReconcileResult } from '@kubets/controller-runtime';
import type { NamespacedName } from '@kubets/machinery/object-key';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { isNotFound } from '@kubets/machinery/status-error';
import { claim, planClaims } from '../../shared/ownership/claim.ts';
import { controllerOf, isControlledBy } from '../../shared/ownership/controller-reference.ts';
import { isTerminal } from '../../shared/pods/pod-state.ts';
import { createPod, deletePod, isNamespaceTerminating } from '../../shared/pods/pod-writes.ts';
import { slowStart } from '../../shared/pods/slow-start.ts';
import type { FailureMemory } from './failure-memory.ts';
import { isFinished } from './finish.ts';
import { trackingFinalizer } from './job-pods.ts';
import { newPod } from './new-pod.ts';
import { type JobPlan, planJob } from './plan-job.ts';
import { isStray } from './strays.ts';

/** The pods of the Job. An unfinished Job adopts matching orphans and releases pods that no longer match. */
function podsOf(job: Job, context: ReconcileContext): Promise<readonly Pod[]> {
  const { cache } = context;
  const mine = cache.ownedBy(pods, job).filter((pod) => isControlledBy(pod, job));
  if (isFinished(job)) return Promise.resolve(mine);
  const candidates = [...mine, ...cache.orphans(pods, job.metadata?.namespace ?? '')];
  const claims = planClaims(job, candidates, selectorFromLabelSelector(job.spec?.selector));
  // A finished pod without the finalizer has been counted and must not be counted again.
  const finalizer = { name: trackingFinalizer, isOver: isTerminal };
  return claim(job, jobs, pods, { ...claims, finalizer }, context);
}

export async function reconcileJob(
  job: Job,
  memory: FailureMemory,
  context: ReconcileContext,
): Promise<ReconcileResult<Job>> {
  const { clock, events } = context;
  const mine = await podsOf(job, context);
  const past = memory.observe(job, mine);
  if (isFinished(job)) memory.forget(job.metadata?.namespace ?? '', job.metadata?.name ?? '');
  const plan = planJob(job, mine, clock.now(), past);
  const failure = await carryOut(job, plan, context);
  for (const { type, reason, message } of plan.events) events.event(job, type, reason, message);
  return {
    ...(plan.status === undefined ? {} : { status: plan.status }),
    ...(plan.after === undefined ? {} : { requeueAfterMs: plan.after }),
    error: failure,
  };
}

/** Removes the finalizers of pods whose Job does not exist. */
export async function freeStrays(namespace: string, context: ReconcileContext): Promise<void> {
  const { cache } = context;
  const strays = cache.list(pods, namespace).filter((pod) => isStray(pod, cache));
  // A live read, because the cache may not show a new Job yet.
  const owners = new Map(strays.map((pod) => [controllerOf(pod)?.uid ?? '', controllerOf(pod)?.name]));
  const standing = new Set<string>();
  for (const [uid, name] of owners) {
    if (name !== undefined && (await uidOfJob({ namespace, name }, context)) === uid) standing.add(uid);
  }
  const free = strays.filter((pod) => !standing.has(controllerOf(pod)?.uid ?? ''));
  const results = await Promise.allSettled(
    // Only this version of the pod: it may have been adopted in the meantime.
    free.map((pod) => untrack(pod, context, { resourceVersion: pod.metadata?.resourceVersion ?? '' })),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function uidOfJob(key: NamespacedName, { client, signal }: ReconcileContext): Promise<string | undefined> {
  try {
    return (await client.get(jobs, key, { signal })).metadata?.uid;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Returns the first failure. The status is stored in any case, because the removal of finalizers depends on it. */
async function carryOut(job: Job, plan: JobPlan, context: ReconcileContext): Promise<unknown> {
  const untracked = await Promise.allSettled(plan.untrack.map((pod) => untrack(pod, context)));
  const removed = await Promise.allSettled(plan.remove.map((pod) => deletePod(pod, job, context)));
  const { failure } = await slowStart(plan.create, (each) => createPod(newPod(job, each), job, context));
  const rejected = [...untracked, ...removed].find((result) => result.status === 'rejected');
  return rejected?.reason ?? (isNamespaceTerminating(failure) ? undefined : failure);
}

async function untrack(
  pod: Pod,
  { client, signal }: ReconcileContext,
  preconditions: { readonly resourceVersion?: string } = {},
): Promise<void> {
  const { namespace, name = '', uid } = pod.metadata ?? {};
  const patch = { metadata: { uid, ...preconditions, '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } };
  try {
    await client.patch(pods, { namespace, name }, 'strategic', patch, { signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
