/** PriorityLevelConfigurations: concurrency limits and queuing of requests. */
import { ageOf, nameOf, none } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { PriorityLevelConfiguration } from '../generated/flowcontrol/v1.ts';
import type { Cell } from '../resource-definition.ts';

function row(level: PriorityLevelConfiguration, now: number): readonly Cell[] {
  const limited = level.spec?.limited;
  const queuing = limited?.limitResponse?.queuing;
  return [
    nameOf(level),
    level.spec?.type ?? '',
    limited?.nominalConcurrencyShares ?? none,
    queuing?.queues ?? none,
    queuing?.handSize ?? none,
    queuing?.queueLengthLimit ?? none,
    ageOf(level, now),
  ];
}

export const priorityLevelConfigurations = defineResource<PriorityLevelConfiguration>({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'PriorityLevelConfiguration',
  resetFields: { status: ['spec', 'metadata'] },
  unconditionalUpdate: false,
  validateInTurns: async (...write) => (await import('./validation.ts')).priorityLevelErrors(...write),
  row,
});
