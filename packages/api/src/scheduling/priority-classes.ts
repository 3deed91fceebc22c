/** PriorityClasses: which pods go first. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { PriorityClass } from '../generated/scheduling/v1.ts';

export const priorityClasses = defineResource<PriorityClass>({
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  generation: true,
  row: (object, now) => [
    nameOf(object),
    object.value ?? 0,
    object.globalDefault ?? false,
    ageOf(object, now),
    object.preemptionPolicy ?? '',
  ],
});
