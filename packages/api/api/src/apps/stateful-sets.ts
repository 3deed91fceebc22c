/** StatefulSets: pods with stable names, ordering and storage. */
import { ageOf, containerImages, containerNames, nameOf } from '../cells.ts';
import { defaultSpecTemplate } from '../core/template-defaults.ts';
import { workloadWarnings } from '../core/workload-warnings.ts';
import { defineResource } from '../define-resource.ts';
import type { StatefulSet } from '../generated/apps/v1.ts';
import type { Cell } from '../resource-definition.ts';
import {
  validateStatefulSet,
  validateStatefulSetStatus,
  validateStatefulSetUpdate,
} from './stateful-set-validation.ts';

function row(set: StatefulSet, now: number): readonly Cell[] {
  const containers = set.spec?.template.spec?.containers;
  return [
    nameOf(set),
    `${set.status?.readyReplicas ?? 0}/${set.spec?.replicas ?? 0}`,
    ageOf(set, now),
    containerNames(containers),
    containerImages(containers),
  ];
}

export const statefulSets = defineResource<StatefulSet>({
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
  default: defaultSpecTemplate,
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  validateStatusUpdate: validateStatefulSetStatus,
  warnings: (set, old) => workloadWarnings(set, old, set.spec?.template),
  row,
});
