/** Deletes a pod if its PodDisruptionBudget allows. */
import { type Eviction, type Pod, type PodDisruptionBudget, podDisruptionBudgets, pods } from '@kubets/api';
import { errors, formatTime, type StatusError, selectorFromLabelSelector, statusError } from '@kubets/machinery';
import { groupResource } from '../admission/refuse.ts';
import type { ApiAnswer } from '../request.ts';
import type { SubresourceCall, SubresourceHandler } from '../subresource-handlers.ts';
import { handlerAt, success } from './handler.ts';

const wouldViolate = "Cannot evict pod as it would violate the pod's disruption budget.";
const mostDisrupted = 2000;
const retrySeconds = 10;

function refused(message: string, retryAfterSeconds: number): StatusError {
  const causes = [{ reason: 'DisruptionBudget', message }];
  return retryAfterSeconds === 0
    ? statusError('TooManyRequests', wouldViolate, { causes })
    : errors.tooManyRequests(wouldViolate, retryAfterSeconds, causes);
}

/** The budget with this disruption counted. Throws when it allows none. `now`: RFC 3339. */
function countDisruption(budget: PodDisruptionBudget, pod: string, now: string): PodDisruptionBudget {
  const name = budget.metadata?.name ?? '';
  const status = budget.status ?? {};
  const { disruptionsAllowed = 0, disruptedPods = {}, desiredHealthy = 0, currentHealthy = 0 } = status;
  if ((status.observedGeneration ?? 0) < (budget.metadata?.generation ?? 0))
    throw refused(`The disruption budget ${name} is still being processed by the server.`, retrySeconds);
  const resource = groupResource(podDisruptionBudgets);
  if (disruptionsAllowed < 0) throw errors.forbidden(resource, name, 'pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > mostDisrupted)
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

/** Whether the pod may go whatever its budget says: it serves nobody. */
function ignoresBudget(pod: Pod): boolean {
  const phase = pod.status?.phase;
  const over = phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending';
  return over || pod.metadata?.deletionTimestamp !== undefined;
}

/** Whether an unready pod may go without being counted. */
function passesUnready(budget: PodDisruptionBudget, pod: Pod): boolean {
  if (isReady(pod)) return false;
  if (budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

async function budgetFor(call: SubresourceCall, pod: Pod): Promise<PodDisruptionBudget | undefined> {
  const all = await call.resources.list(podDisruptionBudgets, call.info.namespace);
  const found = all.filter((each) => selectorFromLabelSelector(each.spec?.selector).matches(pod.metadata?.labels));
  if (found.length > 1)
    throw statusError(
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  return found[0];
}

async function evict(call: SubresourceCall): Promise<ApiAnswer> {
  const { namespace, name } = call.info;
  const eviction = (await call.body()) as Eviction;
  if (eviction.metadata?.name !== undefined && eviction.metadata.name !== name)
    throw errors.badRequest('name in URL does not match name in Eviction object');
  const pod = await call.resources.get(pods, namespace, name);
  if (pod === undefined) throw errors.notFound(groupResource(pods), name);
  await call.admit(eviction);
  const { gracePeriodSeconds, propagationPolicy, preconditions, dryRun: dry } = eviction.deleteOptions ?? {};
  const dryRun = call.dryRun || dry?.includes('All') === true;
  const budget = ignoresBudget(pod) ? undefined : await budgetFor(call, pod);
  // What was decided on this version of an unready pod must not hit one that became ready meanwhile.
  const unready = budget !== undefined && passesUnready(budget, pod);
  if (budget !== undefined && !unready) {
    const now = formatTime(call.clock.now());
    await call.resources.update(
      podDisruptionBudgets,
      namespace,
      budget.metadata?.name ?? '',
      (current) => countDisruption(current, name, now),
      { subresource: 'status', dryRun },
    );
  }
  await call.resources.delete(pods, namespace, name, {
    dryRun,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    preconditions: {
      ...(pod.metadata?.uid === undefined ? {} : { uid: pod.metadata.uid }),
      ...(unready && pod.metadata?.resourceVersion ? { resourceVersion: pod.metadata.resourceVersion } : {}),
      ...preconditions,
    },
  });
  return success();
}

export const evictionHandler: SubresourceHandler = handlerAt({ resource: 'pods', subresource: 'eviction' }, evict);
