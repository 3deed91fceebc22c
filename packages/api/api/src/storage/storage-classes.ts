/** StorageClasses: parameters of dynamic provisioning. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { validateLabelName } from '@kubets/machinery/names';
import { ageOf } from '../cells.ts';
import { among, closed, type Found } from '../core/validation/checks.ts';
import { defineResource } from '../define-resource.ts';
import type { TopologySelectorTerm } from '../generated/core/v1.ts';
import type { StorageClass } from '../generated/storage/v1.ts';
import { validateParameters, validateProvisioner } from './class-validation.ts';
import { classNameCell, isDefaultStorageClass } from './default-class.ts';

/** What a term selects: the values of each key, in an order that makes equal terms equal texts. */
function termText({ matchLabelExpressions = [] }: TopologySelectorTerm): string {
  const pairs = matchLabelExpressions.map(({ key, values }) => [key, values.toSorted()] as const);
  return JSON.stringify(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function validateTopologies(found: Found, terms: readonly TopologySelectorTerm[]): void {
  const known = new Set<string>();
  for (const [index, term] of terms.entries()) {
    const path = `allowedTopologies[${index}].matchLabelExpressions`;
    const keys = new Set<string>();
    for (const [at, { key, values }] of (term.matchLabelExpressions ?? []).entries()) {
      if (values.length === 0) found.push(fieldError.required(`${path}[${at}].values`));
      const isAgain = repeats<string>();
      for (const [place, value] of values.entries())
        if (isAgain(value)) found.push(fieldError.duplicate(`${path}[${at}].values[${place}]`, value));
      found.push(...validateLabelName(key, `${path}[${at}].key`));
      if (keys.has(key)) found.push(fieldError.duplicate(`${path}[${at}].key`, key));
      keys.add(key);
    }
    const text = termText(term);
    if (known.has(text)) found.push(fieldError.duplicate(path, ''));
    known.add(text);
  }
}

function validate({
  provisioner,
  parameters,
  reclaimPolicy,
  volumeBindingMode,
  allowedTopologies = [],
}: StorageClass): readonly FieldError[] {
  const found: FieldError[] = [];
  validateProvisioner(found, 'provisioner', provisioner);
  validateParameters(found, parameters);
  among(found, 'reclaimPolicy', reclaimPolicy, ['Delete', 'Retain']);
  closed(found, 'volumeBindingMode', volumeBindingMode, ['Immediate', 'WaitForFirstConsumer']);
  validateTopologies(found, allowedTopologies);
  return found;
}

export const storageClasses = defineResource<StorageClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  returnDeletedObject: true,
  validate,
  row: (object, now) => [
    classNameCell(object, isDefaultStorageClass(object)),
    object.provisioner,
    object.reclaimPolicy ?? 'Delete',
    object.volumeBindingMode ?? 'Immediate',
    object.allowVolumeExpansion ?? false,
    ageOf(object, now),
  ],
});
