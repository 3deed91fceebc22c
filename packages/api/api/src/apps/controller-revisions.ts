/** ControllerRevisions: past templates of StatefulSets and DaemonSets. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { parseApiVersion } from '@kubets/machinery/meta';
import { ageOf, nameOf, none } from '../cells.ts';
import { nonNegative } from '../core/validation/checks.ts';
import { defineResource } from '../define-resource.ts';
import type { ControllerRevision } from '../generated/apps/v1.ts';

/** `statefulset.apps/web`: the owner that controls the revision. */
function controller(revision: ControllerRevision): string {
  const owner = revision.metadata?.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return none;
  const group = parseApiVersion(owner.apiVersion)?.group ?? '';
  return `${(group === '' ? owner.kind : `${owner.kind}.${group}`).toLowerCase()}/${owner.name}`;
}

function validate({ data, revision }: ControllerRevision): readonly FieldError[] {
  const found: FieldError[] = [];
  if (data === undefined || data === null) found.push(fieldError.required('data', 'data is mandatory'));
  nonNegative(found, 'revision', revision);
  return found;
}

export const controllerRevisions = defineResource<ControllerRevision>({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  immutable: ['data'],
  validate,
  validateUpdate: validate,
  row: (revision, now) => [nameOf(revision), controller(revision), revision.revision ?? 0, ageOf(revision, now)],
});
