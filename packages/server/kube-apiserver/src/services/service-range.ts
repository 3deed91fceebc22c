/** The ServiceCIDR `kubernetes`: the range of cluster IPs in the API. */
import { type ServiceCIDR, serviceCIDRs } from '@kubets/api';
import { ensure, type ResourceAccess } from '@kubets/apiserver/access';
import type { Clock } from '@kubets/base';
import { formatTime } from '@kubets/machinery/time';

const name = 'kubernetes';
const fieldManager = 'kubernetes-service-cidr-controller';

type Condition = NonNullable<NonNullable<ServiceCIDR['status']>['conditions']>[number];

/**
 * Whether there is nothing to report: it is being deleted, it is another range, or its readiness is already reported.
 */
function isSettled({ metadata, spec, status }: ServiceCIDR, cidr: string): boolean {
  const isOurs = spec?.cidrs?.length === 1 && spec.cidrs[0] === cidr;
  if (!isOurs || metadata?.deletionTimestamp !== undefined) return true;
  return (status?.conditions ?? []).some((each) => each.type === 'Ready' && each.status !== 'Unknown');
}

function withReady(range: ServiceCIDR, now: number): ServiceCIDR {
  const ready: Condition = {
    type: 'Ready',
    status: 'True',
    lastTransitionTime: formatTime(now),
    reason: '',
    message: 'Kubernetes default Service CIDR is ready',
  };
  const others = (range.status?.conditions ?? []).filter(({ type }) => type !== ready.type);
  return { ...range, status: { ...range.status, conditions: [...others, ready] } };
}

/** Idempotent, and cheap if it exists. `cidr` in canonical form. */
export async function publishServiceRange(resources: ResourceAccess, cidr: string, clock: Clock): Promise<void> {
  const range: ServiceCIDR = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name },
    spec: { cidrs: [cidr] },
  };
  await ensure(resources, serviceCIDRs, '', range);
  const standing = await resources.get(serviceCIDRs, '', name);
  if (standing === undefined || isSettled(standing, cidr)) return;
  const change = (current: ServiceCIDR): ServiceCIDR =>
    isSettled(current, cidr) ? current : withReady(current, clock.now());
  await resources.update(serviceCIDRs, '', name, change, { subresource: 'status', fieldManager });
}
