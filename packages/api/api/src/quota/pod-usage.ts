/** The usage of a pod: its count, its requests and its limits. Upstream: pkg/quota/v1/evaluator/core/pods.go. */

import { quantityOf } from '@kubets/machinery/quantity';
import { parseTime } from '@kubets/machinery/time';
import { isExtended, isHugePages, isNative, isPodLevel } from '../core/validation/resource-names.ts';
import type { Container, Pod, ResourceRequirements } from '../generated/core/v1.ts';
import { objectCountName, type QuotaEvaluator, type QuotaFacts } from './evaluator.ts';
import { largest, type ResourceList, resourceListOf, sum } from './resource-list.ts';
import { podMatchesScope } from './scopes.ts';

type Side = 'requests' | 'limits';

const one = quantityOf(1);
const nothing: ResourceList = new Map();
const countName = objectCountName('', 'pods');
const computeResources = ['cpu', 'memory', 'ephemeral-storage'] as const;

const counted: ReadonlySet<string> = new Set([
  countName,
  'pods',
  ...computeResources,
  ...computeResources.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
]);

/** If a quota limits one of these, each container must set it. Upstream keeps this list for compatibility. */
const mandatory: ReadonlySet<string> = new Set([
  'cpu',
  'memory',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
]);

/** The amounts under the names that quotas use. */
function usageNames(requests: ResourceList, limits: ResourceList): ResourceList {
  const usage = new Map([['pods', one]]);
  for (const name of computeResources) {
    const [request, limit] = [requests.get(name), limits.get(name)];
    if (request !== undefined) usage.set(name, request).set(`requests.${name}`, request);
    if (limit !== undefined) usage.set(`limits.${name}`, limit);
  }
  for (const [name, request] of requests) {
    if (isHugePages(name)) usage.set(name, request);
    if (isHugePages(name) || isExtended(name)) usage.set(`requests.${name}`, request);
  }
  return usage;
}

/** A resize that the node cannot perform does not count. */
const isInfeasible = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible') === true;

interface Reported {
  readonly resources?: ResourceRequirements;
  readonly allocatedResources?: Readonly<Record<string, string>>;
}

/** During a resize, the larger of what is asked for, what is allocated and what is in effect. */
function effective(pod: Pod, side: Side, asked: ResourceList, reported: Reported | undefined): ResourceList {
  if (reported?.resources === undefined) return asked;
  const actual = resourceListOf(reported.resources[side]);
  const standing = side === 'requests' ? largest(actual, resourceListOf(reported.allocatedResources)) : actual;
  return isInfeasible(pod) ? standing : largest(asked, standing);
}

/**
 * The larger of: the sum of containers and sidecars, and the largest init container with the sidecars started before
 * it. Pod-level amounts replace this sum. Overhead is added.
 */
function amounts(pod: Pod, side: Side): ResourceList {
  const { spec, status } = pod;
  const statuses = new Map(
    [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].map((each) => [each.name, each]),
  );
  const own = ({ resources, name }: Container, resizable: boolean): ResourceList => {
    const asked = resourceListOf(resources?.[side]);
    return resizable ? effective(pod, side, asked, statuses.get(name)) : asked;
  };
  let total = (spec?.containers ?? []).reduce((all, each) => sum(all, own(each, true)), nothing);
  let sidecars = nothing;
  let peak = nothing;
  for (const container of spec?.initContainers ?? []) {
    const isSidecar = container.restartPolicy === 'Always';
    const needed = own(container, isSidecar);
    const together = sum(sidecars, needed);
    if (isSidecar) {
      total = sum(total, needed);
      sidecars = together;
    }
    peak = largest(peak, together);
  }
  const withPodLevel = new Map(largest(total, peak));
  for (const [name, quantity] of effective(pod, side, resourceListOf(spec?.resources?.[side]), status))
    if (isPodLevel(name) && spec?.resources?.[side]?.[name] !== undefined) withPodLevel.set(name, quantity);
  const overhead = [...resourceListOf(spec?.overhead)].filter(
    ([name]) => side === 'requests' || (withPodLevel.get(name)?.nanos ?? 0n) !== 0n,
  );
  return sum(withPodLevel, new Map(overhead));
}

/** Whether a pod uses resources: it has not finished, and its grace period has not passed. */
export function isCharged({ metadata, status }: Pod, now: number): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata ?? {};
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return now <= (parseTime(deletionTimestamp) ?? now) + deletionGracePeriodSeconds * 1000;
}

/** `count/pods` counts every pod in the store; everything else only those that use resources. */
function podUsage(pod: Pod, { now }: QuotaFacts): ResourceList {
  const count: ResourceList = new Map([[countName, one]]);
  return isCharged(pod, now) ? sum(count, usageNames(amounts(pod, 'requests'), amounts(pod, 'limits'))) : count;
}

function hasPodLevelResources({ spec }: Pod): boolean {
  const { requests = {}, limits = {} } = spec?.resources ?? {};
  return [...Object.keys(requests), ...Object.keys(limits)].some(isPodLevel);
}

/** `must specify limits.cpu for: a,b; limits.memory for: a`. */
function missingAmounts(required: readonly string[], pod: Pod): string | undefined {
  if (hasPodLevelResources(pod)) return undefined;
  const needed = required.filter((name) => mandatory.has(name)).sort();
  if (needed.length === 0) return undefined;
  const all = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].map(({ name, resources }) => ({
    name,
    has: usageNames(resourceListOf(resources?.requests), resourceListOf(resources?.limits)),
  }));
  const missing = needed.flatMap((resource) => {
    const names = all.filter(({ has }) => !has.has(resource)).map(({ name }) => name);
    return names.length === 0 ? [] : [`${resource} for: ${[...new Set(names)].sort().join(',')}`];
  });
  return missing.length === 0 ? undefined : `must specify ${missing.join('; ')}`;
}

const isCounted = (name: string): boolean =>
  counted.has(name) ||
  isHugePages(name) ||
  name.startsWith('requests.hugepages-') ||
  (!isNative(name) && name.startsWith('requests.'));

export const podEvaluator: QuotaEvaluator = {
  group: '',
  plural: 'pods',
  scoped: true,
  handles: ({ operation, subresource }) =>
    subresource === 'resize' ? operation === 'UPDATE' : subresource === '' && operation === 'CREATE',
  matchingResources: (names) => [...names].filter(isCounted),
  matchesScope: (scope, object) => podMatchesScope(scope, object),
  constraints: (required, object) => missingAmounts(required, object),
  usage: (object, facts) => podUsage(object, facts),
};
