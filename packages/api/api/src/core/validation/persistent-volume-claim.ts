/** Validation of PersistentVolumeClaims. The spec is immutable, except that requests may grow. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { compareQuantities, parseQuantity } from '@kubets/machinery/quantity';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../generated/core/v1.ts';
import { differences, semanticEqual } from '../semantic-equal.ts';
import { persistentVolumeClaimSpec } from './claim-spec.ts';
import { quantityValues } from './resources.ts';

export function validatePersistentVolumeClaim({ spec = {} }: PersistentVolumeClaim): readonly FieldError[] {
  const found: FieldError[] = [];
  persistentVolumeClaimSpec(found, 'spec', spec);
  return found;
}

/** The new spec with the old values of mutable fields. */
function fixedPart(
  next: PersistentVolumeClaimSpec,
  old: PersistentVolumeClaimSpec,
  bound: boolean,
): PersistentVolumeClaimSpec {
  const spec: { -readonly [K in keyof PersistentVolumeClaimSpec]: PersistentVolumeClaimSpec[K] } = { ...next };
  const keep = (name: 'volumeName' | 'storageClassName' | 'volumeAttributesClassName'): void => {
    if (old[name] === undefined) delete spec[name];
    else spec[name] = old[name];
  };
  if (!old.volumeName) keep('volumeName');
  if (old.storageClassName === undefined) keep('storageClassName');
  if (!bound) return spec;
  keep('volumeAttributesClassName');
  const storage = old.resources?.requests?.storage;
  if (storage !== undefined) spec.resources = { ...next.resources, requests: { ...next.resources?.requests, storage } };
  return spec;
}

export function validatePersistentVolumeClaimUpdate(
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): readonly FieldError[] {
  const found: FieldError[] = [...validatePersistentVolumeClaim(next)];
  const [spec, before] = [next.spec ?? {}, old.spec ?? {}];
  const rest = fixedPart(spec, before, old.status?.phase === 'Bound');
  if (!semanticEqual(rest, before)) {
    const rule =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    const changes = differences(before, rest, 'core.PersistentVolumeClaimSpec');
    found.push(fieldError.forbidden('spec', `${rule}\n${changes}`));
  }
  const size = (quantity: string | undefined) => parseQuantity(quantity ?? 0);
  const wanted = size(spec.resources?.requests?.storage);
  if (compareQuantities(wanted, size(before.resources?.requests?.storage)) < 0) {
    if (compareQuantities(wanted, size(old.status?.capacity?.storage)) <= 0) {
      const detail = 'field can not be less than status.capacity';
      found.push(fieldError.forbidden('spec.resources.requests.storage', detail));
    }
  }
  if (spec.volumeMode !== before.volumeMode) {
    found.push(fieldError.invalid('volumeMode', spec.volumeMode ?? null, 'field is immutable'));
  }
  return found;
}

export function validatePersistentVolumeClaimStatus({ spec, status }: PersistentVolumeClaim): readonly FieldError[] {
  const found: FieldError[] = [];
  if ((spec?.accessModes ?? []).length === 0) found.push(fieldError.required('Spec.accessModes'));
  quantityValues(found, (name) => `status.capacity[${name}]`, status?.capacity);
  return found;
}
