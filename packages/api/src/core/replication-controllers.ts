/** ReplicationControllers: the forerunner of ReplicaSets. */
import { ageOf, containerImages, containerNames, labelsText, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ReplicationController } from '../generated/core/v1.ts';
import type { Cell } from '../resource-definition.ts';

function row(controller: ReplicationController, now: number): readonly Cell[] {
  const containers = controller.spec?.template?.spec?.containers;
  return [
    nameOf(controller),
    controller.spec?.replicas ?? 0,
    controller.status?.replicas ?? 0,
    controller.status?.readyReplicas ?? 0,
    ageOf(controller, now),
    containerNames(containers),
    containerImages(containers),
    labelsText(controller.spec?.selector),
  ];
}

export const replicationControllers = defineResource<ReplicationController>({
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
  selectableFields: { 'status.replicas': (controller) => String(controller.status?.replicas ?? 0) },
  row,
});
