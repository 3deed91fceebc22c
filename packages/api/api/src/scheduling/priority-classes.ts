/** PriorityClasses: priorities of pods. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { ageOf, nameOf } from '../cells.ts';
import { among } from '../core/validation/checks.ts';
import { defineResource } from '../define-resource.ts';
import type { PriorityClass } from '../generated/scheduling/v1.ts';

const maxUserPriority = 1_000_000_000;
const systemPriorities: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

function validate({ metadata, value = 0, globalDefault, preemptionPolicy }: PriorityClass): readonly FieldError[] {
  const found: FieldError[] = [];
  const name = metadata?.name ?? '';
  if (name.startsWith('system-')) {
    const known = Object.hasOwn(systemPriorities, name) && systemPriorities[name] === value && !globalDefault;
    if (!known) {
      const rule = "priority class names with 'system-' prefix are reserved for system use only";
      found.push(fieldError.forbidden('metadata.name', `${rule}. error: ${name} is not a known system priority class`));
    }
  } else if (value > maxUserPriority) {
    const rule = `maximum allowed value of a user defined priority is ${maxUserPriority}`;
    found.push(fieldError.forbidden('value', rule));
  }
  among(found, 'preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never']);
  return found;
}

export const priorityClasses = defineResource<PriorityClass>({
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  generation: true,
  immutable: ['value', 'preemptionPolicy'],
  validate,
  row: (object, now) => [
    nameOf(object),
    object.value ?? 0,
    object.globalDefault ?? false,
    ageOf(object, now),
    object.preemptionPolicy ?? '',
  ],
});
