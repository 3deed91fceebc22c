/** Quality of service: a pod's class, and what follows from it for the kernel. */
import type { Pod } from '@kubets/api';
import { amountsOf, podLimits, podRequests } from '@kubets/api/scheduling-rules';
import type { LinuxResources } from '@kubets/cri/runtime';
import type { CgroupLimits } from '../host/host.ts';
import { type AnyContainer, initContainers, mainContainers } from './containers.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const computeResources = ['cpu', 'memory'] as const;

/** Guaranteed: every container limits cpu and memory and requests just that. BestEffort: none names either. */
export function qosClassOf(pod: Pod): QosClass {
  if (pod.status?.qosClass) return pod.status.qosClass;
  const holders = pod.spec?.resources ? [pod.spec] : [...mainContainers(pod), ...initContainers(pod)];
  const named = holders.map(({ resources }) => ({
    requests: amountsOf(resources?.requests),
    limits: amountsOf(resources?.limits),
  }));
  const asks = named.some(({ requests, limits }) =>
    computeResources.some((name) => (requests.get(name) ?? 0) > 0 || (limits.get(name) ?? 0) > 0),
  );
  if (!asks) return 'BestEffort';
  const guaranteed = named.every(({ requests, limits }) =>
    computeResources.every((name) => {
      const limit = limits.get(name) ?? 0;
      return limit > 0 && (requests.get(name) ?? limit) === limit;
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

const minCpuShares = 2;
const maxCpuShares = 262_144;
const quotaPeriodMicroseconds = 100_000;
const minQuotaMicroseconds = 1000;

export const sharesOf = (milliCpu: number): number =>
  Math.min(maxCpuShares, Math.max(minCpuShares, Math.floor((milliCpu * 1024) / 1000)));

export const quotaOf = (milliCpu: number): number =>
  Math.max(minQuotaMicroseconds, Math.floor((milliCpu * quotaPeriodMicroseconds) / 1000));

/** Who dies first when memory runs out: BestEffort, then those that use more of what they asked for. */
export function oomScoreAdjust(pod: Pod, container: AnyContainer, nodeMemoryBytes: number): number {
  if ((pod.spec?.priority ?? 0) >= 2_000_001_000) return -997;
  const qos = qosClassOf(pod);
  if (qos === 'Guaranteed') return -997;
  if (qos === 'BestEffort') return 1000;
  const request = amountsOf(container.resources?.requests).get('memory') ?? 0;
  const adjust = 1000 - Math.floor((1000 * request) / Math.max(1, nodeMemoryBytes));
  return Math.max(3, Math.min(adjust, 999));
}

/** A container's own limits. A request left out counts as its limit. */
export function containerResources(pod: Pod, container: AnyContainer, nodeMemoryBytes: number): LinuxResources {
  const limits = amountsOf(container.resources?.limits);
  const requests = amountsOf(container.resources?.requests);
  const cpuLimit = limits.get('cpu') ?? 0;
  const memoryLimit = limits.get('memory') ?? 0;
  return {
    cpuShares: sharesOf(requests.get('cpu') ?? cpuLimit),
    ...(cpuLimit > 0 ? { cpuQuota: quotaOf(cpuLimit), cpuPeriod: quotaPeriodMicroseconds } : {}),
    ...(memoryLimit > 0 ? { memoryLimitBytes: memoryLimit } : {}),
    oomScoreAdj: oomScoreAdjust(pod, container, nodeMemoryBytes),
  };
}

/** The pod's own cgroup: its requests as shares, and limits only where every container has one. */
export function podCgroupLimits(pod: Pod): CgroupLimits {
  const requests = podRequests(pod);
  const limits = podLimits(pod);
  const containers = [...mainContainers(pod), ...initContainers(pod)];
  const limited = (name: string): boolean =>
    pod.spec?.resources?.limits?.[name] !== undefined ||
    containers.every((container) => (amountsOf(container.resources?.limits).get(name) ?? 0) > 0);
  const cpuLimit = limits.get('cpu') ?? 0;
  const memoryLimit = limits.get('memory') ?? 0;
  return {
    cpuShares: sharesOf(requests.get('cpu') ?? 0),
    ...(cpuLimit > 0 && limited('cpu') ? { cpuQuota: quotaOf(cpuLimit) } : {}),
    ...(memoryLimit > 0 && limited('memory') ? { memoryBytes: memoryLimit } : {}),
  };
}

/** Where pods' cgroups are below the node's root cgroup. */
export function podCgroup(cgroupRoot: string, pod: Pod): string {
  const folder = { Guaranteed: '', Burstable: '/burstable', BestEffort: '/besteffort' }[qosClassOf(pod)];
  return `${cgroupRoot}/kubepods${folder}/pod${pod.metadata?.uid ?? ''}`;
}

/** The shares of the two shared classes: what their pods ask for together, and the least there is. */
export function classShares(pods: readonly Pod[]): { readonly burstable: number; readonly besteffort: number } {
  const milliCpu = pods
    .filter((pod) => qosClassOf(pod) === 'Burstable')
    .reduce((sum, pod) => sum + (podRequests(pod).get('cpu') ?? 0), 0);
  return { burstable: sharesOf(milliCpu), besteffort: minCpuShares };
}
