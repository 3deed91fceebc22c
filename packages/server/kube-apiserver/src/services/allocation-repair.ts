/** Repairs the allocations of Services and emits events, as upstream's repair controllers. */
import { eventsV1 } from '@kubets/api';
import type { ResourceAccess } from '@kubets/apiserver/access';
import type { AllocationProblem } from '@kubets/apiserver/engine';
import { type Clock, type Logger, type Random, randomSuffix } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { formatMicroTime } from '@kubets/machinery/time';
import { nodePortRegister } from './service-allocations.ts';

export interface AllocationRepairParts {
  readonly resources: ResourceAccess;
  /** One round over all Services. */
  repair(): Promise<readonly AllocationProblem[]>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

interface Report {
  readonly about: KubeObject;
  readonly controller: string;
  readonly action: string;
  readonly reason: string;
  readonly note: string;
}

const family = (ip: string): string => (ip.includes(':') ? 'IPv6' : 'IPv4');

function addressReport(problem: AllocationProblem): Report {
  const controller = 'ipallocator-repair-controller';
  if (problem.problem === 'leaked') {
    const { record } = problem;
    const parent = (record as { spec?: { parentRef?: { namespace?: string; name?: string } } }).spec?.parentRef;
    const note = `IPAddress: ${record.metadata?.name} for Service ${parent?.namespace}/${parent?.name} appears to have leaked: cleaning up`;
    return { about: record, controller, action: 'IPAddressAllocation', reason: 'IPAddressNotAllocated', note };
  }
  const { object: about, allocation } = problem;
  const action = 'ClusterIPAllocation';
  if (problem.problem === 'missing') {
    const note = `Cluster IP [${family(allocation.name)}]: ${allocation.name} is not allocated; repairing`;
    return { about, controller, action, reason: 'ClusterIPNotAllocated', note };
  }
  const note = `Cluster IP [${family(allocation.name)}]:${allocation.name} was assigned to multiple services; please recreate service`;
  return { about, controller, action, reason: 'ClusterIPAlreadyAllocated', note };
}

/** A leaked port has no object for an event. */
function portReport(problem: AllocationProblem): Report | undefined {
  if (problem.problem === 'leaked') return undefined;
  const { object: about, allocation } = problem;
  const common = { about, controller: 'portallocator-repair-controller', action: 'PortAllocation' };
  if (problem.problem === 'missing')
    return { ...common, reason: 'PortNotAllocated', note: `Port ${allocation.name} is not allocated; repairing` };
  const note = `Port ${allocation.name} was assigned to multiple services; please recreate service`;
  return { ...common, reason: 'PortAlreadyAllocated', note };
}

/** The event of upstream's repair controllers; undefined: none. */
export function reportOf(problem: AllocationProblem): Report | undefined {
  const register = problem.problem === 'leaked' ? problem.register : problem.allocation.register;
  return register === nodePortRegister ? portReport(problem) : addressReport(problem);
}

async function record({ about, controller, ...said }: Report, parts: AllocationRepairParts): Promise<void> {
  const { kind, apiVersion, metadata: { name = '', namespace = '', uid = '', resourceVersion = '' } = {} } = about;
  const place = namespace || 'default';
  await parts.resources.create(eventsV1, place, {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: `${name}.${randomSuffix(parts.random)}`, namespace: place },
    eventTime: formatMicroTime(parts.clock.now()),
    reportingController: controller,
    reportingInstance: controller,
    type: 'Warning',
    ...said,
    regarding: {
      ...(kind === undefined ? {} : { kind }),
      ...(apiVersion === undefined ? {} : { apiVersion }),
      ...(namespace === '' ? {} : { namespace }),
      name,
      uid,
      resourceVersion,
    },
  });
}

/** One round, reported as events. */
export async function repairServiceAllocations(parts: AllocationRepairParts): Promise<void> {
  for (const problem of await parts.repair()) {
    const report = reportOf(problem);
    if (report === undefined) continue;
    parts.log.warn('the allocations of a Service were inconsistent', { reason: report.reason, note: report.note });
    await record(report, parts);
  }
}
