/** Leases: locks and heartbeats that their holder renews. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { ageOf, nameOf } from '../cells.ts';
import { nonNegative, notPositiveError } from '../core/validation/checks.ts';
import { defineResource } from '../define-resource.ts';
import type { Lease } from '../generated/coordination/v1.ts';

function validate({ spec = {} }: Lease): readonly FieldError[] {
  const found: FieldError[] = [];
  const seconds = spec.leaseDurationSeconds;
  if (seconds !== undefined && seconds <= 0) {
    found.push(fieldError.invalid('spec.leaseDurationSeconds', seconds, notPositiveError));
  }
  nonNegative(found, 'spec.leaseTransitions', spec.leaseTransitions);
  return found;
}

export const leases = defineResource<Lease>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  createOnUpdate: true,
  unconditionalUpdate: false,
  validate,
  validateUpdate: validate,
  row: (lease, now) => [nameOf(lease), lease.spec?.holderIdentity ?? '', ageOf(lease, now)],
});
