/** ReplicaSets: a number of pods with the same template. */
import type { FieldError } from '@kubets/machinery/field-error';
import { ageOf, containerImages, containerNames, nameOf, selectorCell } from '../cells.ts';
import { defaultSpecTemplate } from '../core/template-defaults.ts';
import { nonNegative } from '../core/validation/checks.ts';
import { replicaTemplate, workloadSelector } from '../core/validation/pod-template.ts';
import { replicaCounts } from '../core/validation/replica-status.ts';
import { workloadWarnings } from '../core/workload-warnings.ts';
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

function validate({ spec }: ReplicaSet): readonly FieldError[] {
  const found: FieldError[] = [];
  nonNegative(found, 'spec.replicas', spec?.replicas);
  nonNegative(found, 'spec.minReadySeconds', spec?.minReadySeconds);
  workloadSelector(found, 'spec.selector', spec?.selector, 'empty selector is invalid for deployment');
  replicaTemplate(found, 'spec.template', spec?.template ?? {}, spec?.selector, 'ReplicaSet');
  return found;
}

const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'];

function validateStatus({ status }: ReplicaSet): readonly FieldError[] {
  const found: FieldError[] = [];
  replicaCounts(found, status, ['replicas', ...parts, 'terminatingReplicas', 'observedGeneration'], parts);
  return found;
}

export const replicaSets = defineResource<ReplicaSet>({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
  immutable: ['spec.selector'],
  default: defaultSpecTemplate,
  validate,
  validateUpdate: validate,
  validateStatusUpdate: validateStatus,
  warnings: (set, old) => workloadWarnings(set, old, set.spec?.template),
  selectableFields: { 'status.replicas': (set) => String(set.status?.replicas ?? 0) },
  row,
});
