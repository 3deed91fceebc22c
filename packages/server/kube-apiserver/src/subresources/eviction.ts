/** Deletes a pod if its PodDisruptionBudget allows. */
import {
  type Eviction,
  type Pod,
  type PodCondition,
  type PodDisruptionBudget,
  podDisruptionBudgets,
  pods,
} from '@kubets/api';
import { groupResource } from '@kubets/apiserver/admission';
import { checkPreconditions } from '@kubets/apiserver/engine';
import type { ApiAnswer } from '@kubets/apiserver/requests';
import { handlerAt, type SubresourceCall, type SubresourceHandler, success } from '@kubets/apiserver/subresources';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { errors, isConflict, type StatusError, statusError } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';

const wouldViolate = "Cannot evict pod as it would violate the pod's disruption budget.";
const maxDisruptedPods = 2000;
const retrySeconds = 10;

function refused(message: string, retryAfterSeconds: number): StatusError {
  const causes = [{ reason: 'DisruptionBudget', message }];
  return retryAfterSeconds === 0
    ? statusError('TooManyRequests', wouldViolate, { causes })
    : errors.tooManyRequests(wouldViolate, retryAfterSeconds, causes);
}

/** The budget with this disruption counted. Throws if it allows none. `now`: RFC 3339. */
function countDisruption(budget: PodDisruptionBudget, pod: string, now: string): PodDisruptionBudget {
  const name = budget.metadata?.name ?? '';
  const status = budget.status ?? {};
  const { disruptionsAllowed = 0, disruptedPods = {}, desiredHealthy = 0, currentHealthy = 0 } = status;
  if ((status.observedGeneration ?? 0) < (budget.metadata?.generation ?? 0))
    throw refused(`The disruption budget ${name} is still being processed by the server.`, retrySeconds);
  const resource = groupResource(podDisruptionBudgets);
  if (disruptionsAllowed < 0) throw errors.forbidden(resource, name, 'pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > maxDisruptedPods)
    throw errors.forbidden(
      resource,
      name,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    );
  if (disruptionsAllowed === 0)
    throw refused(
      `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
      0,
    );
  return {
    ...budget,
    status: { ...status, disruptionsAllowed: disruptionsAllowed - 1, disruptedPods: { ...disruptedPods, [pod]: now } },
  };
}

const isReady = (pod: Pod): boolean =>
  pod.status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True') === true;

/** Whether the pod has terminated for good. */
function isOver({ metadata, status }: Pod): boolean {
  const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return ended || metadata?.deletionTimestamp !== undefined;
}

/** Whether the pod may be evicted regardless of its budget. */
const ignoresBudget = (pod: Pod): boolean => isOver(pod) || pod.status?.phase === 'Pending';

/** Whether an unready pod may be evicted without being counted. */
function passesUnready(budget: PodDisruptionBudget, pod: Pod): boolean {
  if (isReady(pod)) return false;
  if (budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

async function budgetFor(call: SubresourceCall, pod: Pod): Promise<PodDisruptionBudget | undefined> {
  const all = await call.resources.list(podDisruptionBudgets, call.info.namespace, 'newest');
  const found = all.filter((each) => selectorFromLabelSelector(each.spec?.selector).matches(pod.metadata?.labels));
  if (found.length > 1)
    throw statusError(
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  return found[0];
}

/** How often a pod may change while its eviction is decided. */
const attempts = 20;

async function evict(call: SubresourceCall): Promise<ApiAnswer> {
  const eviction = (await call.body()) as Eviction;
  if (eviction.metadata?.name !== undefined && eviction.metadata.name !== call.info.name)
    throw errors.badRequest('name in URL does not match name in Eviction object');
  let pod = await podOf(call);
  await call.admit(eviction);
  for (let left = attempts; ; pod = await podOf(call)) {
    const dryRun = call.dryRun || eviction.deleteOptions?.dryRun?.includes('All') === true;
    const excused = await excusedOrCounted(call, pod, dryRun);
    try {
      await remove(call, eviction, pod, { dryRun, excused });
      return success();
    } catch (error) {
      if (!excused || !isConflict(error) || --left === 0) throw error;
    }
  }
}

async function podOf({ info, resources }: SubresourceCall): Promise<Pod> {
  const pod = await resources.get(pods, info.namespace, info.name, 'newest');
  if (pod === undefined) throw errors.notFound(groupResource(pods), info.name);
  return pod;
}

/** Counts the disruption in the pod's budget. True: this is not necessary because of the pod's current state. */
async function excusedOrCounted(call: SubresourceCall, pod: Pod, dryRun: boolean): Promise<boolean> {
  if (ignoresBudget(pod)) return !isOver(pod);
  const budget = await budgetFor(call, pod);
  if (budget === undefined) return false;
  if (passesUnready(budget, pod)) return true;
  const { namespace, name } = call.info;
  const now = formatTime(call.clock.now());
  const change = (current: PodDisruptionBudget): PodDisruptionBudget => countDisruption(current, name, now);
  const options = { subresource: 'status', dryRun };
  await call.resources.update(podDisruptionBudgets, namespace, budget.metadata?.name ?? '', change, options);
  return false;
}

/** The pod with the condition that lets its owner distinguish a disruption from a failure. `now`: RFC 3339. */
function disrupted(pod: Pod, now: string): Pod {
  const { conditions = [], observedGeneration } = pod.status ?? {};
  const old = conditions.find((each) => each.type === 'DisruptionTarget');
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastTransitionTime: old?.status === 'True' ? (old.lastTransitionTime ?? now) : now,
    ...(observedGeneration === undefined ? {} : { observedGeneration: pod.metadata?.generation ?? 0 }),
  };
  const others = conditions.filter((each) => each !== old);
  return { ...pod, status: { ...pod.status, conditions: [...others, condition] } };
}

/** Throws Conflict if an exempt pod has changed: it may have become ready. */
async function remove(
  call: SubresourceCall,
  { deleteOptions = {} }: Eviction,
  { metadata = {} }: Pod,
  { dryRun, excused }: { readonly dryRun: boolean; readonly excused: boolean },
): Promise<void> {
  const { resources, clock } = call;
  const { namespace, name } = call.info;
  const { gracePeriodSeconds, propagationPolicy } = deleteOptions;
  const { uid, resourceVersion } = metadata;
  const preconditions = {
    ...(uid === undefined ? {} : { uid }),
    ...(excused && resourceVersion ? { resourceVersion } : {}),
    ...deleteOptions.preconditions,
  };
  const mark = (current: Pod): Pod => {
    checkPreconditions(pods, current, preconditions);
    return disrupted(current, formatTime(clock.now()));
  };
  const marked = await resources.update(pods, namespace, name, mark, { subresource: 'status', dryRun });
  // The condition has changed the resourceVersion; after a dry run the old one is still current.
  const newer = dryRun || preconditions.resourceVersion === undefined ? undefined : marked.metadata?.resourceVersion;
  await resources.delete(pods, namespace, name, {
    dryRun,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    preconditions: { ...preconditions, ...(newer === undefined ? {} : { resourceVersion: newer }) },
  });
}

export const evictionHandler: SubresourceHandler = handlerAt({ resource: 'pods', subresource: 'eviction' }, evict);
