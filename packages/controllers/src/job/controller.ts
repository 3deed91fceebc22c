/** Runs pods until as many have succeeded as a Job asks for. */
import { type Job, jobs, type Pod, pods } from '@kubets/api';
import { isNotFound } from '@kubets/machinery';
import { defineController, type Key, type ReconcileContext } from '@kubets/runtime';
import { controllerOf, isControlledBy } from '../ownership/controller-reference.ts';
import { createPod, deletePod, isNamespaceTerminating } from '../pods/pod-writes.ts';
import { slowStart } from '../pods/slow-start.ts';
import { isTracked, trackingFinalizer } from './job-pods.ts';
import { newPod } from './new-pod.ts';
import { type JobPlan, planJob } from './plan-job.ts';

const managedBy = 'kubernetes.io/job-controller';

export const jobController = defineController<Job>({
  name: 'job',
  identity: 'job-controller',
  for: jobs,
  owns: [pods],
  async reconcile(job, context) {
    const { cache, clock, events } = context;
    if ((job.spec?.managedBy ?? managedBy) !== managedBy) return {};
    const mine = cache.ownedBy(pods, job).filter((pod) => isControlledBy(pod, job));
    const plan = planJob(job, mine, clock.now());
    const failure = await carryOut(job, plan, context);
    for (const { type, reason, message } of plan.events) events.event(job, type, reason, message);
    return {
      ...(plan.status === undefined ? {} : { status: plan.status }),
      ...(plan.after === undefined ? {} : { after: plan.after }),
      retry: failure,
    };
  },
  /** Nobody counts the pods of a Job that is gone: they are free to go. */
  async gone(key, context) {
    const left = context.cache.list(pods, key.namespace).filter((pod) => isTracked(pod) && belongsTo(pod, key));
    await Promise.all(left.map((pod) => untrack(pod, context)));
  },
});

function belongsTo(pod: Pod, { name }: Key): boolean {
  const owner = controllerOf(pod);
  return owner?.kind === 'Job' && owner.name === name;
}

/** Returns the first failure: the status is stored all the same, as finalizers rest on it. */
async function carryOut(job: Job, plan: JobPlan, context: ReconcileContext): Promise<unknown> {
  const untracked = await Promise.allSettled(plan.untrack.map((pod) => untrack(pod, context)));
  const removed = await Promise.allSettled(plan.remove.map((pod) => deletePod(pod, job, context)));
  const { failure } = await slowStart(plan.create, (each) => createPod(newPod(job, each), job, context));
  const rejected = [...untracked, ...removed].find((result) => result.status === 'rejected');
  return rejected?.reason ?? (isNamespaceTerminating(failure) ? undefined : failure);
}

async function untrack(pod: Pod, { client, signal }: ReconcileContext): Promise<void> {
  const { namespace, name = '', uid } = pod.metadata ?? {};
  const patch = { metadata: { uid, '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } };
  try {
    await client.patch(pods, { namespace, name }, 'strategic', patch, { signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
