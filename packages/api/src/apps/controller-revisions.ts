/** ControllerRevisions: past templates of StatefulSets and DaemonSets. */
import { parseApiVersion } from '@kubets/machinery';
import { ageOf, nameOf, none } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ControllerRevision } from '../generated/apps/v1.ts';

/** `statefulset.apps/web`: the owner that controls the revision. */
function controller(revision: ControllerRevision): string {
  const owner = revision.metadata?.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return none;
  const group = parseApiVersion(owner.apiVersion)?.group ?? '';
  return `${(group === '' ? owner.kind : `${owner.kind}.${group}`).toLowerCase()}/${owner.name}`;
}

export const controllerRevisions = defineResource<ControllerRevision>({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  row: (revision, now) => [nameOf(revision), controller(revision), revision.revision, ageOf(revision, now)],
});
