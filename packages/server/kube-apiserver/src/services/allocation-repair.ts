/** Repairs the allocations of Services and emits events, as upstream's repair controllers. */
import type { AllocationProblem } from '@kubets/apiserver/engine';
import { familyOf } from './address-range.ts';
import { nodePortRegister } from './service-allocations.ts';
import { type EventParts, recordWarning, type WarningEvent } from './warning-events.ts';

export interface AllocationRepairParts extends EventParts {
  /** One round over all Services. */
  repair(): Promise<readonly AllocationProblem[]>;
}

function addressReport(problem: AllocationProblem): WarningEvent {
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
    const note = `Cluster IP [${familyOf(allocation.name)}]: ${allocation.name} is not allocated; repairing`;
    return { about, controller, action, reason: 'ClusterIPNotAllocated', note };
  }
  const note = `Cluster IP [${familyOf(allocation.name)}]:${allocation.name} was assigned to multiple services; please recreate service`;
  return { about, controller, action, reason: 'ClusterIPAlreadyAllocated', note };
}

/** A leaked port has no object for an event. */
function portReport(problem: AllocationProblem): WarningEvent | undefined {
  if (problem.problem === 'leaked') return undefined;
  const { object: about, allocation } = problem;
  const common = { about, controller: 'portallocator-repair-controller', action: 'PortAllocation' };
  if (problem.problem === 'missing')
    return { ...common, reason: 'PortNotAllocated', note: `Port ${allocation.name} is not allocated; repairing` };
  const note = `Port ${allocation.name} was assigned to multiple services; please recreate service`;
  return { ...common, reason: 'PortAlreadyAllocated', note };
}

/** The event of upstream's repair controllers; undefined: none. */
export function reportOf(problem: AllocationProblem): WarningEvent | undefined {
  const register = problem.problem === 'leaked' ? problem.register : problem.allocation.register;
  return register === nodePortRegister ? portReport(problem) : addressReport(problem);
}

/** One round, reported as events. */
export async function repairServiceAllocations(parts: AllocationRepairParts): Promise<void> {
  for (const problem of await parts.repair()) {
    const report = reportOf(problem);
    if (report === undefined) continue;
    parts.log.warn('the allocations of a Service were inconsistent', { reason: report.reason, note: report.note });
    await recordWarning(report, parts);
  }
}
