/** ReplicaSets: a number of pods of one template. */
import { ageOf, containerImages, containerNames, nameOf, selectorCell } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ReplicaSet } from '../generated/apps/v1.ts';
import type { Cell } from '../resource-definition.ts';

function row(set: ReplicaSet, now: number): readonly Cell[] {
  const containers = set.spec?.template?.spec?.containers;
  return [
    nameOf(set),
    set.spec?.replicas ?? 0,
    set.status?.replicas ?? 0,
    set.status?.readyReplicas ?? 0,
    ageOf(set, now),
    containerNames(containers),
    containerImages(containers),
    selectorCell(set.spec?.selector),
  ];
}

export const replicaSets = defineResource<ReplicaSet>({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
  selectableFields: { 'status.replicas': (set) => String(set.status?.replicas ?? 0) },
  row,
});
