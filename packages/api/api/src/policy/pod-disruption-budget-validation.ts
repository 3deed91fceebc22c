/** Validation of PodDisruptionBudgets. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { validateLabelSelector } from '@kubets/machinery/selectors';
import { among, nonNegative } from '../core/validation/checks.ts';
import { atMostAll, intOrPercent } from '../core/validation/int-or-percent.ts';
import type { PodDisruptionBudget } from '../generated/policy/v1.ts';

export function validatePodDisruptionBudget({ spec = {} }: PodDisruptionBudget): readonly FieldError[] {
  const found: FieldError[] = [];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    found.push(fieldError.invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const name of ['minAvailable', 'maxUnavailable'] as const) {
    if (spec[name] === undefined) continue;
    intOrPercent(found, `spec.${name}`, spec[name]);
    atMostAll(found, `spec.${name}`, spec[name]);
  }
  found.push(...validateLabelSelector(spec.selector, 'spec.selector'));
  const path = 'spec.unhealthyPodEvictionPolicy';
  among(found, path, spec.unhealthyPodEvictionPolicy, ['AlwaysAllow', 'IfHealthyBudget']);
  return found;
}

export function validatePodDisruptionBudgetStatus({ status = {} }: PodDisruptionBudget): readonly FieldError[] {
  const found: FieldError[] = [];
  for (const name of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const) {
    nonNegative(found, `status.${name}`, status[name]);
  }
  return found;
}
