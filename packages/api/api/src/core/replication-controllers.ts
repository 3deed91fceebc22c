/** ReplicationControllers: the predecessor of ReplicaSets. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { ageOf, containerImages, containerNames, labelsText, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ReplicationController } from '../generated/core/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { defaultSpecTemplate } from './template-defaults.ts';
import { replicaTemplate } from './validation/pod-template.ts';
import { replicaCounts } from './validation/replica-status.ts';
import { workloadWarnings } from './workload-warnings.ts';

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

function validate({ spec }: ReplicationController): readonly FieldError[] {
  const found: FieldError[] = [];
  const matchLabels = spec?.selector ?? {};
  if (Object.keys(matchLabels).length === 0) found.push(fieldError.required('spec.selector'));
  if (spec?.template === undefined) found.push(fieldError.required('spec.template'));
  else replicaTemplate(found, 'spec.template', spec.template, { matchLabels }, 'ReplicationController');
  return found;
}

const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'];

function validateStatus({ status }: ReplicationController): readonly FieldError[] {
  const found: FieldError[] = [];
  replicaCounts(found, status, ['replicas', ...parts, 'observedGeneration'], parts);
  return found;
}

export const replicationControllers = defineResource<ReplicationController>({
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  defaultGarbageCollectionPolicy: 'orphan',
  scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
  default: defaultSpecTemplate,
  validate,
  validateUpdate: validate,
  validateStatusUpdate: validateStatus,
  warnings: (controller, old) => workloadWarnings(controller, old, controller.spec?.template),
  selectableFields: { 'status.replicas': (controller) => String(controller.status?.replicas ?? 0) },
  row,
});
